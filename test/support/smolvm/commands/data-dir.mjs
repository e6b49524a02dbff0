/** Prints where the machine's logs and disks are. */
export async function perform({name = 'default', store, places, print}) {
  store.get(name);
  print(places.machine(name));
  return 0;
}
