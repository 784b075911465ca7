import { finished } from 'node:stream/promises';
import { residentMemory } from '../../bench/resident-memory.ts';
import { openHttpSource } from '../../media/http-source.ts';

// Reads a video from a host, as a process of its own, and prints by how many MiB it has grown at most.

const [url = ''] = process.argv.slice(2);
const { signal } = new AbortController();
const source = await openHttpSource(url, { allowPrivate: true, signal });
const before = await residentMemory(process.pid);
const body = await source.open(0, signal);
await finished(body.resume());
process.stdout.write(String((await residentMemory(process.pid)).peak - before.now));
