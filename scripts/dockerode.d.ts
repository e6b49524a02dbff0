/**
 * The client of dockerode 5, which is part of the bundle. Its types would make up most of the package. If you need
 * them, install @types/dockerode and use `engine.api as Dockerode`.
 */
type Dockerode = unknown;

export default Dockerode;
