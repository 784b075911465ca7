import { mediumName } from './medium-name.ts';
import type { Upload } from './upload-meter.ts';

const BAR_CELLS = 20;
const MEGABYTE = 1_000_000;

/** An upload on a terminal: `media[0]  [##########----------]  50 %  150.0 of 300.0 MB  12.3 MB/s`. */
export function uploadBar(upload: Upload): string {
  const filled = Math.floor(shareOf(upload) * BAR_CELLS);
  const bar = `[${'#'.repeat(filled)}${'-'.repeat(BAR_CELLS - filled)}]`;
  return [nameOf(upload), bar, `${percentOf(upload)} %`.padStart(5), sizesOf(upload), ...rateOf(upload)].join('  ');
}

/** An upload in a log: `uploading    media[0]: 150.0 of 300.0 MB (50 %), 12.3 MB/s`. */
export const uploadLine = (upload: Upload): string =>
  [`uploading    ${nameOf(upload)}: ${sizesOf(upload)} (${percentOf(upload)} %)`, ...rateOf(upload)].join(', ');

/** How much of it is there, as a person reads it. */
export const sizesOf = ({ bytes, totalBytes }: Pick<Upload, 'bytes' | 'totalBytes'>): string =>
  `${megabytes(bytes)} of ${megabytes(totalBytes)} MB`;

/** In whole percent, never rounded up to an end that has not come. */
export const percentOf = (upload: Pick<Upload, 'bytes' | 'totalBytes'>): number => Math.floor(shareOf(upload) * 100);

const shareOf = ({ bytes, totalBytes }: Pick<Upload, 'bytes' | 'totalBytes'>): number =>
  totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 0;

const nameOf = ({ medium, containerId }: Upload): string =>
  medium === null ? `container ${containerId}` : mediumName(medium);

const rateOf = ({ bytesPerSecond }: Upload): string[] =>
  bytesPerSecond === null ? [] : [`${megabytes(bytesPerSecond)} MB/s`];

const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
