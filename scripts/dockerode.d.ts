/**
 * The client of dockerode 5, which is part of the bundle. Its types would be most of the package; where they are needed,
 * install @types/dockerode and write `engine.api as Dockerode`.
 */
type Dockerode = unknown;

export default Dockerode;
