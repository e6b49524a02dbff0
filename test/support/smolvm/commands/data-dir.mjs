/** Prints where the machine's logs and disks are. */
export async function perform({name = 'default', store, places}) {
  store.get(name);
  console.log(places.machine(name));
  return 0;
}
