/** Prints the directory of the machine's logs and disks. */
export async function perform({name = 'default', store, places, print}) {
  store.get(name);
  print(places.machine(name));
  return 0;
}
