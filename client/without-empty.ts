type OptionalKey<Content> = { [Key in keyof Content]: undefined extends Content[Key] ? Key : never }[keyof Content];

/** Its keys that may be absent are absent, instead of there without a value. Of a union, each member. */
export type WithoutEmpty<Content> = Content extends object
  ? Omit<Content, OptionalKey<Content>> & { [Key in OptionalKey<Content>]?: Exclude<Content[Key], undefined> }
  : never;

/** What was sent empty (text, a list, a map) was not sent. */
export function withoutEmpty<Content extends object>(content: Content): WithoutEmpty<Content> {
  // The type says what the filter does, which TypeScript cannot see through entries.
  return Object.fromEntries(Object.entries(content).filter(([, value]) => !isEmpty(value))) as WithoutEmpty<Content>;
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
