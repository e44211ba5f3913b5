import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningNode } from '../../src/node.ts';
import { filesFolder } from '../support/files-folder.ts';
import { describeOnPostgres } from '../support/stores.ts';
import { Desk, startServerOn, twoDepartments } from './desk.ts';

describeOnPostgres('files of several servers on one database', (store) => {
  const nodes: RunningNode[] = [];
  const defects: string[] = [];
  const start = async (filesDir: string): Promise<RunningNode> => {
    const node = await startServerOn({
      databaseUrl: store.url,
      filesDir,
      onDefect: (error) => defects.push(String(error)),
    });
    nodes.push(node);
    return node;
  };
  let desk: Desk;
  const shared = filesFolder();
  beforeAll(async () => {
    desk = await Desk.open(await start(shared), twoDepartments);
  });
  afterAll(() => Promise.all(nodes.map((node) => node.close())));

  const upload = async (content: string): Promise<string> => {
    const response = await fetch(`${desk.url}/v1/files?name=a.txt`, {
      method: 'POST',
      body: content,
      headers: { authorization: `Bearer ${desk.key}` },
    });
    expect(response.status).toBe(201);
    return ((await response.json()) as { id: string }).id;
  };
  const get = (node: RunningNode, id: string) =>
    fetch(`${node.url}/v1/files/${id}`, { headers: { authorization: `Bearer ${desk.key}` } });

  it('are given by each of them where they share the folder', async () => {
    const id = await upload('stored by the first');
    expect(await (await get(await start(shared), id)).text()).toBe('stored by the first');
    expect(defects).toEqual([]);
  });

  it('are unavailable from one with a folder of its own, whose operator is told which setting does it', async () => {
    const id = await upload('stored by the first only');
    const response = await get(await start(filesFolder()), id);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ code: 'file_unavailable' });
    expect(defects).toHaveLength(1);
    expect(defects[0]).toContain('BATON_FILES_DIR');
  });
});
