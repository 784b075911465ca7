/** Names a medium as the request does, so that a person finds it there. */
export const mediumName = (index: number): string => `media[${index}]`;
