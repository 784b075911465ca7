/** Instagram knows no difference between capitals and small letters in usernames. */
export const sameUsername = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
