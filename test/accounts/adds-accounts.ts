import { openAccountStore } from '../../accounts/account-store.ts';
import { accountId, igUserId } from './ids.ts';

// Adds accounts <prefix>-0, <prefix>-1, …, one by one, each with a token that tells whose it is.
const [dataDir = '', prefix = '', count = '0'] = process.argv.slice(2);
const store = openAccountStore({ dataDir });
for (let index = 0; index < Number(count); index++) {
  const name = `w${prefix}-${index}`;
  store.add({
    accountId: accountId(name),
    igUserId: igUserId(`${prefix}${index}`),
    login: 'facebook',
    token: `token-of-${name}`,
  });
}
store.close();
