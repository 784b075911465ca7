import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startMediaHost } from './media-host.ts';

const MIB = 1024 * 1024;
const script = fileURLToPath(new URL('receives-video.ts', import.meta.url));

// /proc tells it.
(process.platform === 'linux' ? test : test.skip)(
  'a large video that is read from a host makes a process grow by less than 48 MiB',
  async () => {
    const host = await startMediaHost();
    const url = host.serve('/large.mp4', { body: Buffer.alloc(200 * MIB), headers: { etag: '"large"' } });
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      script,
      url,
    ]);
    await host.close();
    expect(Number(stdout)).toBeGreaterThan(0);
    expect(Number(stdout)).toBeLessThan(48);
  },
);
