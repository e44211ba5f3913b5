import { expect, test } from 'vitest';
import type { VisitorFile } from '../../../../src/contract/webchat.ts';
import { Attachments, fileBytesMax, filesMax } from './attachments.ts';
import { Refused, type Upload } from './visitor-api.ts';

const uploads: { upload: Upload; resolve: (file: VisitorFile) => void; reject: (error: unknown) => void }[] = [];
const begin = (): Attachments => {
  uploads.length = 0;
  let serial = 0;
  return new Attachments(
    (upload) =>
      new Promise((resolve, reject) => {
        uploads.push({ upload, resolve, reject });
        upload.signal.addEventListener('abort', () => reject(new Refused(0, null)));
      }),
    () => `u${++serial}`,
  );
};
const file = (name: string, size = 5): File => Object.defineProperty(new File(['x'], name), 'size', { value: size });
const stored = (name: string): VisitorFile => ({
  reference: `r-${name}`,
  id: name,
  name,
  mediaType: 'text/plain',
  bytes: 5,
});
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('files are uploaded while one writes, tell how far they are, and go with the message', async () => {
  const attachments = begin();
  let changes = 0;
  attachments.watch(() => changes++);
  expect(attachments.add([file('a'), file('b')])).toBe(true);
  uploads[0]?.upload.onProgress(0.5);
  expect(attachments.list.map(({ state, progress }) => [state, progress])).toEqual([
    ['uploading', 0.5],
    ['uploading', 0],
  ]);
  uploads[0]?.resolve(stored('a'));
  await settle();
  expect(attachments.take().map(({ name }) => name)).toEqual(['a']);
  expect(attachments.list.map(({ file: { name } }) => name)).toEqual(['b']);
  expect(changes).toBeGreaterThan(3);
});

test('one that failed is tried again by the same id, so that it is there once', async () => {
  const attachments = begin();
  attachments.add([file('a')]);
  uploads[0]?.reject(new Refused(503, 'busy'));
  await settle();
  expect(attachments.list[0]?.state).toBe('failed');
  attachments.retry('u1');
  expect(uploads.map(({ upload }) => upload.id)).toEqual(['u1', 'u1']);
  uploads[1]?.resolve(stored('a'));
  await settle();
  expect(attachments.list[0]?.state).toBe('done');
});

test('[X5] what is too large is not sent, also when only the server says so; nor are more than ten', async () => {
  const attachments = begin();
  attachments.add([file('large', fileBytesMax + 1), file('a')]);
  expect(uploads.map(({ upload }) => upload.file.name)).toEqual(['a']);
  uploads[0]?.reject(new Refused(413, 'body_too_large'));
  await settle();
  expect(attachments.list.map(({ state }) => state)).toEqual(['too_large', 'too_large']);
  expect(attachments.add(Array.from({ length: filesMax }, (_, i) => file(String(i))))).toBe(false);
  expect(attachments.list).toHaveLength(filesMax);
});

test('one that is taken away is not uploaded any further', async () => {
  const attachments = begin();
  attachments.add([file('a')]);
  attachments.remove('u1');
  expect(uploads[0]?.upload.signal.aborted).toBe(true);
  await settle();
  expect(attachments.list).toEqual([]);
});
