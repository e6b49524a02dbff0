/** Style sheets, which the build inserts into the page. */
declare module '*.css';
