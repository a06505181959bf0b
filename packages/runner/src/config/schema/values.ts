/** What a configuration holds for an option: the types of values, computed from the tables. */
export type ValueOf<O> = O extends { readonly type: "list"; readonly items: infer Item }
  ? readonly ValueOf<Item>[]
  : O extends { readonly type: "object"; readonly options: infer Table }
    ? ValuesOf<Table> | (O extends { readonly nullable: true } ? null : never)
    : O extends { readonly type: "map"; readonly values: infer Values }
      ? Readonly<Record<string, Values extends "string" ? string : unknown>>
      : ScalarOf<O>;

type ScalarOf<O> = O extends { readonly choices: readonly (infer Choice)[] }
  ? Choice
  : O extends { readonly type: "string" }
    ? string
    : O extends { readonly type: "integer" | "number" }
      ? number
      : O extends { readonly type: "boolean" }
        ? boolean
        : O extends { readonly type: "integer or string" }
          ? number | string
          : never;

/** What a table of options allows: required ones are always there. */
export type ValuesOf<Table> = {
  readonly [Name in RequiredNames<Table>]: ValueOf<Table[Name]>;
} & {
  readonly [Name in Exclude<keyof Table, RequiredNames<Table>>]?: ValueOf<Table[Name]>;
};

type RequiredNames<Table> = {
  [Name in keyof Table]: Table[Name] extends { readonly required: true } ? Name : never;
}[keyof Table];
