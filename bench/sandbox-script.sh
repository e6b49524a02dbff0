#!/bin/sh
# The launch of examples/agent-sandbox as a script like the function in docs/from-a-script.md, in the order of its
# numbers. It keeps the faults of that function on purpose, for the comparison. Called with its own name and an empty
# folder for its files; its images are in BUNDLE_IMAGE and OUTSIDE_IMAGE, and archives are kept in ARCHIVES.
set -eu
name=$1
folder=$2
example=$(cd "$(dirname "$0")/../examples/agent-sandbox" && pwd)

undo=:
later() { undo="$1; $undo"; }
trap 'code=$?; set +e; eval "$undo"; exit $code' EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

# 1: the lowest address on which no container publishes a port. Another launch may find the same one.
published=$(docker ps --format '{{.Ports}}')
last=16
while echo "$published" | grep -qF "127.0.0.$last:"; do last=$((last + 1)); done
[ $last -le 31 ] || { echo 'no address is free' >&2; exit 1; }
address=127.0.0.$last

# 2: a subnet derived from a hash of the name.
hash=$(printf %s "$name" | cksum | cut -d ' ' -f 1)
subnet=192.168.$((hash % 254))
docker network create --subnet "$subnet.0/24" --gateway "$subnet.1" "$name"
later "docker network rm '$name'"

# 2, continued: certificates and the token.
cd "$folder"
new_key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
openssl req -x509 $new_key -days 1 -subj '/CN=agent sandbox' -keyout ca.key -out ca.pem
openssl req $new_key -subj '/CN=outside.example' -keyout bundle.key -out bundle.csr
echo "subjectAltName = DNS:outside.example, IP:$address" > names
openssl x509 -req -in bundle.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 1 -extfile names -out bundle.pem
(umask 077; head -c 18 /dev/urandom | base64 | tr '+/' '-_' > token)

# 3: the bundle, and a substitute for the internet.
docker run -d --init --name "$name-outside" -v "$folder/token:/run/token:ro" "$OUTSIDE_IMAGE"
later "docker rm -f '$name-outside'"
outside=$(docker inspect -f '{{.NetworkSettings.Networks.bridge.IPAddress}}' "$name-outside")
bundle=$subnet.2
docker run -d --init --name "$name-bundle" --network "$name" --ip "$bundle" \
  -p "$address::8888" -p "$address::9420" -p "$address::9100" \
  -v "$folder/bundle.pem:/etc/sandbox/bundle.pem:ro" -v "$folder/bundle.key:/etc/sandbox/bundle.key:ro" \
  -v "$folder/ca.pem:/etc/sandbox/ca.pem:ro" -v "$folder/token:/run/token:ro" \
  -e "ALLOW=outside.example=$outside" "$BUNDLE_IMAGE"
later "docker rm -f '$name-bundle'"
docker network connect bridge "$name-bundle"

# 4: the ports that Docker chose.
operator=http://$(docker port "$name-bundle" 9100/tcp)
set -- \
  -e "HTTPS_PROXY=http://$bundle:8888" -e "HTTP_PROXY=http://$bundle:8888" \
  -e "NO_PROXY=localhost,127.0.0.1,$bundle,$address" \
  -e "GIT_GATE_URL=http://$bundle:9420" -e "MCP_SUPERVISE_URL=http://$bundle:9100/" -e "OPERATOR_URL=$operator/" \
  -e SSL_CERT_FILE=/etc/ssl/sandbox.pem -e NODE_EXTRA_CA_CERTS=/etc/ssl/sandbox.pem \
  -e REQUESTS_CA_BUNDLE=/etc/ssl/sandbox.pem

# 5: the archive for the machine. Two launches that find no archive both write it.
image=$(docker build -q "$example/images/guest")
archive=$ARCHIVES/${image#sha256:}.tar
[ -e "$archive" ] || docker save -o "$archive" "$image"

# 6: the machine.
smolvm machine create --name "$name" --image "$archive" --cpus 2 --mem 2048 --net --allow-cidr "$bundle/32" "$@"
later "smolvm machine delete --name '$name' --force"
smolvm machine start --name "$name"
later "smolvm machine stop --name '$name'"
sleep 1.5

# 7: the repair of the home folder. Its exit code is ignored.
smolvm machine exec --name "$name" "$@" -- \
  sh -c 'chown -R node:node /home/node && echo repaired >> /var/log/home' || true

# 8: the files for the agent.
smolvm machine cp ca.pem "$name:/etc/ssl/sandbox.pem" --mode 644
smolvm machine cp "$example/prompt.md" "$name:/home/node/prompt.md" --mode 644

# 9: the operator, who is a person in practice, and the agent.
node "$example/operator.mjs" "$operator" &
later "kill $! 2>/dev/null"
smolvm machine exec --name "$name" -i --workdir /home/node "$@" -- su -s /bin/sh -c agent node
