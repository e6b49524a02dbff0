/** A development server with a default port. */
export interface DevServer {
  /** The name for the comment of the probe. */
  readonly name: string;
  /** The default port. */
  readonly port: number;
  /** Whether the server reads the port from `$PORT`. */
  readonly readsPort: boolean;
}

type Row = readonly [pattern: RegExp, name: string, port: number, readsPort?: 'PORT'];

/** Patterns of commands. The defaults come from the documentation of each program. */
const rows: readonly Row[] = [
  [/\bnext (dev|start)\b/, 'Next.js', 3000, 'PORT'],
  [/\bnuxi? (dev|preview|start)\b|\bnuxt\b/, 'Nuxt', 3000, 'PORT'],
  [/\bremix vite:dev\b|\breact-router dev\b/, 'React Router', 5173],
  [/\bastro (dev|preview)\b/, 'Astro', 4321],
  [/\bvitepress dev\b/, 'VitePress', 5173],
  [/\bvite preview\b/, 'Vite', 4173],
  [/\bvite( dev| serve)?( -|$)/, 'Vite', 5173],
  [/\breact-scripts start\b/, 'Create React App', 3000, 'PORT'],
  [/\bng serve\b/, 'Angular', 4200],
  [/\bvue-cli-service serve\b/, 'Vue CLI', 8080, 'PORT'],
  [/\bgatsby develop\b/, 'Gatsby', 8000],
  [/\bwebpack(-dev-server| serve)\b/, 'webpack', 8080],
  [/\bparcel( serve)?( [^-]|$)/, 'Parcel', 1234],
  [/\beleventy\b.*--serve\b/, 'Eleventy', 8080],
  [/\bdocusaurus (start|serve)\b/, 'Docusaurus', 3000],
  [/\bwrangler dev\b/, 'Wrangler', 8787],
  [/\bjson-server\b/, 'json-server', 3000],
  [/\bhttp-server\b/, 'http-server', 8080, 'PORT'],
  [/^(npx |pnpm exec |yarn |bunx )?serve( |$)/, 'serve', 3000, 'PORT'],
  [/\brails (s|server)\b|\brails\/rails (s|server)\b/, 'Rails', 3000, 'PORT'],
  [/\bpuma\b/, 'Puma', 9292, 'PORT'],
  [/\brackup\b/, 'Rack', 9292],
  [/\bjekyll (s|serve)\b/, 'Jekyll', 4000],
  [/\bmanage\.py runserver\b/, 'Django', 8000],
  [/\bflask\b.* run\b/, 'Flask', 5000],
  [/\bfastapi (dev|run)\b/, 'FastAPI', 8000],
  [/\buvicorn\b/, 'Uvicorn', 8000],
  [/\bgunicorn\b/, 'Gunicorn', 8000, 'PORT'],
  [/\bstreamlit run\b/, 'Streamlit', 8501],
  [/\bmkdocs serve\b/, 'MkDocs', 8000],
  [/-m http\.server\b/, "Python's http.server", 8000],
  [/\bartisan serve\b/, 'Laravel', 8000],
  [/\bsymfony (server:start|serve)\b/, 'Symfony', 8000],
  [/\bmix phx\.server\b/, 'Phoenix', 4000, 'PORT'],
  [/\bhugo (server|serve)\b/, 'Hugo', 1313],
  [/\bspring-boot:run\b|\bbootRun\b/, 'Spring Boot', 8080],
  [/\bquarkus:dev\b|\bquarkusDev\b/, 'Quarkus', 8080],
];

/** The development server that a command starts; `undefined` if it is not a known one. */
export function devServer(command: string): DevServer | undefined {
  const row = rows.find(([pattern]) => pattern.test(command.trim()));
  if (!row) return undefined;
  const [, name, port, readsPort] = row;
  return {name, port, readsPort: readsPort !== undefined};
}
