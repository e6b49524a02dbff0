/** What a guest's commands find in their environment unless told otherwise. */
export const guestEnv = {PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root'};
