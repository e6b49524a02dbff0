/** Made by scripts/compile-validator.ts: whether a value is valid, as the validator decides, but without its errors. */
declare const isValid: (data: unknown) => boolean;
export default isValid;
