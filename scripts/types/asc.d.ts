/** Stands in for the types of `assemblyscript/asc`, which bring globals of their own (a poorer `console`) into every file. */
declare const asc: unknown;
// oxlint-disable-next-line import/no-default-export -- as the module has it
export default asc;
