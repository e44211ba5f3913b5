import { describe, expect, test } from 'vitest';
import { checkConfiguration, parseConfiguration } from './check-configuration.ts';
import { bank } from './policy-fixtures.ts';

/** Faults as `path code`, of a document with two departments and what they need. */
const faultsOf = (changes: object) =>
  checkConfiguration({
    departments: [{ id: 'a' }, { id: 'b' }],
    queues: [
      { id: 'a', department: 'a' },
      { id: 'b', department: 'b' },
    ],
    agents: [{ id: 'anna', departments: ['a'] }],
    accounts: [{ id: 'site', kind: 'webchat', entry: { department: 'a' } }],
    ...changes,
  }).map(({ path, code }) => `${path} ${code}`);

const department = (entry: object) => ({ departments: [{ id: 'a', ...entry }, { id: 'b' }] });
const agent = (entry: object) => ({ agents: [{ id: 'anna', ...entry }] });
const account = (entry: object) => ({
  accounts: [{ id: 'site', kind: 'webchat', entry: { department: 'a' }, ...entry }],
});
const queue = (entry: object) => ({
  queues: [
    { id: 'a', department: 'a', ...entry },
    { id: 'b', department: 'b' },
  ],
});

describe('a document', () => {
  test('without faults is filled in, by ids alone', () => {
    expect(faultsOf({})).toEqual([]);
    expect(checkConfiguration(bank)).toEqual([]);
    const parsed = parseConfiguration({
      departments: [{ id: 'support' }],
      agents: [{ id: 'anna', departments: ['support'] }],
    });
    expect(parsed).toMatchObject({
      ok: true,
      document: {
        profile: 'baton',
        departments: [
          { id: 'support', name: 'support', defaultQueue: 'support', moveRules: [], accepting: true, channels: 'all' },
        ],
        queues: [{ id: 'support', department: 'support', priority: 100 }],
        agents: [{ capacity: { total: 3, perChannel: {} }, role: 'agent' }],
      },
      retire: {},
    });
  });

  test('a department’s queue is the one of its name, else its first, else a new one', () => {
    const parsed = parseConfiguration({
      departments: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      queues: [
        { id: 'first', department: 'a' },
        { id: 'a', department: 'a' },
        { id: 'only', department: 'b' },
      ],
    });
    expect(parsed.ok && parsed.document.departments.map(({ defaultQueue }) => defaultQueue)).toEqual([
      'a',
      'only',
      'c',
    ]);
    expect(parsed.ok && parsed.document.queues.map(({ id }) => id)).toEqual(['first', 'a', 'only', 'c']);
  });

  test.each<[string, object, string[]]>([
    [
      'not an object',
      { departments: 7 },
      [
        '/departments wrong_shape',
        '/queues/0/department unknown_department',
        '/queues/1/department unknown_department',
        '/agents/0/departments/0 unknown_department',
        '/accounts/0/entry/department unknown_department',
      ],
    ],
    ['a field that does not exist', { colour: 1 }, ['/colour unknown_key']],
    ['a path with a slash', { 'a/b~c': 1 }, ['/a~1b~0c unknown_key']],
    ['an unknown profile', { profile: 'zendesk' }, ['/profile unknown_word']],
    [
      'ids in a wrong shape',
      { skills: [{ id: 'Two Words' }, { id: '-x' }, { id: 'x'.repeat(65) }, {}] },
      ['/skills/0/id bad_id', '/skills/1/id bad_id', '/skills/2/id bad_id', '/skills/3/id missing'],
    ],
    [
      'names that no log can hold',
      {
        skills: [
          { id: 'x', name: 'a\u0000b' },
          { id: 'y', name: '' },
          { id: 'z', name: '\ud800' },
        ],
      },
      ['/skills/0/name bad_text', '/skills/1/name bad_text', '/skills/2/name bad_text'],
    ],
    ['ids used twice', { skills: [{ id: 'x' }, { id: 'y' }, { id: 'x' }] }, ['/skills/2/id duplicate_id']],

    [
      'settings out of bounds',
      { settings: { offerTimeoutSeconds: 1, colour: 'red', transfers: 'maybe' } },
      [
        '/settings/offerTimeoutSeconds bad_setting',
        '/settings/colour unknown_setting',
        '/settings/transfers bad_setting',
      ],
    ],
    [
      '[T4] notes while transfers are off',
      { settings: { transfers: 'off', notes: 'optional' } },
      ['/settings/notes notes_without_transfers'],
    ],
    [
      '[T4] a department’s notes while the organization’s transfers are off',
      { settings: { transfers: 'off' }, ...department({ settings: { notes: 'required' } }) },
      ['/departments/0/settings/notes notes_without_transfers'],
    ],
    [
      'a department that shows more than its organization',
      {
        settings: { history: 'summary' },
        ...department({ settings: { history: 'from_here', historyInside: 'none' } }),
      },
      ['/departments/0/settings/history only_narrows'],
    ],
    [
      'a department outside of the programs that bound it',
      { profile: 'singlecomm', programs: [{ id: 'p' }], departments: [{ id: 'a', program: 'p' }, { id: 'b' }] },
      ['/departments/1/program program_missing'],
    ],

    ['an unknown program', department({ program: 'p' }), ['/departments/0/program unknown_program']],
    [
      'hours in no zone, with a bad time',
      department({ hours: { zone: 'Mars/Base', weekly: { mon: [['9:00', '17:00']] } } }),
      ['/departments/0/hours/zone unknown_zone', '/departments/0/hours/weekly/mon/0/0 bad_time'],
    ],
    [
      'channels that are none, twice, or no',
      { ...department({ channels: ['email', 'fax', 'email'] }), accounts: [] },
      ['/departments/0/channels/1 unknown_word', '/departments/0/channels/2 repeated'],
    ],
    [
      'an empty list of channels',
      { ...department({ channels: [] }), accounts: [] },
      ['/departments/0/channels empty_list'],
    ],
    [
      'a default queue that does not exist',
      department({ defaultQueue: 'x' }),
      ['/departments/0/defaultQueue unknown_queue'],
    ],
    [
      'a default queue of another department',
      department({ defaultQueue: 'b' }),
      ['/departments/0/defaultQueue queue_of_another_department'],
    ],
    [
      'fallbacks that do not exist',
      department({
        fallback: [
          { kind: 'queue', id: 'x' },
          { kind: 'department', id: 'y' },
          { kind: 'agent', id: 'z' },
          { kind: 'flow', id: 'f' },
          { kind: 'desk', id: 'q' },
        ],
      }),
      [
        '/departments/0/fallback/4/kind unknown_word',
        '/departments/0/fallback/0 unknown_queue',
        '/departments/0/fallback/1 unknown_department',
        '/departments/0/fallback/2 unknown_agent',
        '/departments/0/fallback/3 unknown_flow',
      ],
    ],
    [
      'rows to nowhere',
      department({ moveRules: [{ destinations: ['b', 'x'] }], receiveRules: [{ origins: ['y'] }] }),
      [
        '/departments/0/moveRules/0/destinations/1 unknown_department',
        '/departments/0/receiveRules/0/origins/0 unknown_department',
      ],
    ],
    [
      'a row that matches nothing',
      department({ moveRules: [{ channels: [], actors: [] }] }),
      ['/departments/0/moveRules/0/channels empty_list', '/departments/0/moveRules/0/actors empty_list'],
    ],
    [
      'an exemption for others than assistants',
      department({ moveRules: [{ exemptFromMoveRules: true }] }),
      ['/departments/0/moveRules/0/exemptFromMoveRules exempt_without_assistant'],
    ],
    [
      'what a queue asks of agents, absurd or without meaning',
      {
        ...queue({
          strategy: 'luck',
          skills: ['tax'],
          skillLevels: { tax: 6, art: 2 },
          relaxation: [{ afterSeconds: 60, drop: ['art'] }, { afterSeconds: 60 }, { afterSeconds: 0 }],
          assignmentsMax: { count: 0, seconds: 60 },
        }),
        skills: [{ id: 'tax' }],
      },
      [
        '/queues/0/strategy unknown_word',
        '/queues/0/skillLevels/tax out_of_bounds',
        '/queues/0/relaxation/2/afterSeconds out_of_bounds',
        '/queues/0/assignmentsMax/count out_of_bounds',
        '/queues/0/skillLevels/art level_without_skill',
        '/queues/0/relaxation/0/drop/0 skill_not_asked',
        '/queues/0/relaxation/1/afterSeconds not_ascending',
      ],
    ],
    [
      'capacities and levels of an agent that cannot be',
      agent({ capacity: { total: -1, interruptible: ['pigeon'] }, skillLevels: { art: 3 } }),
      [
        '/agents/0/capacity/total out_of_bounds',
        '/agents/0/capacity/interruptible/0 unknown_word',
        '/agents/0/skillLevels/art level_without_skill',
      ],
    ],
    [
      'a status that comes to nothing, and one that is named twice',
      {
        statuses: [
          { id: 'lunch', presence: 'gone' },
          { id: 'lunch', channels: [] },
        ],
      },
      ['/statuses/0/presence unknown_word', '/statuses/1/channels empty_list', '/statuses/1/id duplicate_id'],
    ],
    [
      'people who may know, but do not exist',
      department({ knownTo: ['anna', 'zoe'] }),
      ['/departments/0/knownTo/1 unknown_agent'],
    ],
    [
      'an address of two departments',
      {
        departments: [
          { id: 'a', addresses: [{ channel: 'email', address: 'x@y.z' }] },
          { id: 'b', addresses: [{ channel: 'email', address: 'X@Y.Z' }] },
        ],
      },
      ['/departments/1/addresses/0 duplicate_address'],
    ],
    [
      'dispositions twice',
      department({ dispositions: [{ id: 'sold' }, { id: 'sold' }] }),
      ['/departments/0/dispositions/1/id duplicate_id'],
    ],

    [
      'a queue of no department',
      {
        queues: [
          { id: 'a', department: 'x' },
          { id: 'b', department: 'b' },
        ],
      },
      ['/departments/0/defaultQueue queue_of_another_department', '/queues/0/department unknown_department'],
    ],
    [
      'a queue out of bounds',
      queue({ priority: 1001, offerTimeoutSeconds: 2, lengthMax: -1, waitSecondsMax: 1, skills: ['x'] }),
      [
        '/queues/0/priority out_of_bounds',
        '/queues/0/offerTimeoutSeconds out_of_bounds',
        '/queues/0/lengthMax out_of_bounds',
        '/queues/0/waitSecondsMax out_of_bounds',
        '/queues/0/skills/0 unknown_skill',
      ],
    ],
    [
      'a queue that falls back on itself',
      queue({ fallback: [{ kind: 'department', id: 'a' }] }),
      ['/queues/0/fallback/0 circular_fallback'],
    ],
    [
      'queues that overflow in a circle',
      {
        queues: [
          { id: 'a', department: 'a', fallback: [{ kind: 'queue', id: 'b' }] },
          { id: 'b', department: 'b', fallback: [{ kind: 'queue', id: 'c' }] },
          { id: 'c', department: 'b', fallback: [{ kind: 'department', id: 'a' }] },
        ],
      },
      ['/queues/2/fallback/0 circular_fallback'],
    ],
    [
      'departments that fall back on each other',
      {
        departments: [
          {
            id: 'a',
            fallback: [
              { kind: 'queue', id: 'a' },
              { kind: 'queue', id: 'b' },
            ],
          },
          { id: 'b', fallback: [{ kind: 'department', id: 'a' }] },
        ],
      },
      ['/departments/1/fallback/0 circular_fallback'],
    ],

    [
      'an agent of nothing that exists',
      agent({ departments: ['x', 'a', 'a'], skills: ['y'] }),
      [
        '/agents/0/departments/2 repeated',
        '/agents/0/departments/0 unknown_department',
        '/agents/0/skills/0 unknown_skill',
      ],
    ],
    [
      'capacities below nothing and beyond reason',
      agent({ capacity: { total: -1, perChannel: { email: 1001, fax: 2 } } }),
      [
        '/agents/0/capacity/total out_of_bounds',
        '/agents/0/capacity/perChannel/email out_of_bounds',
        '/agents/0/capacity/perChannel/fax unknown_word',
      ],
    ],
    [
      'permissions that do not exist, or both ways',
      agent({ grant: ['fly', 'keys.manage'], deny: ['keys.manage'] }),
      ['/agents/0/grant/0 unknown_word', '/agents/0/grant/1 granted_and_denied'],
    ],

    [
      'an account that starts nowhere',
      account({ entry: { department: 'x', queue: 'y' } }),
      ['/accounts/0/entry/department unknown_department', '/accounts/0/entry/queue unknown_queue'],
    ],
    [
      'an account without an entry',
      { accounts: [{ id: 'site' }] },
      ['/accounts/0/kind missing', '/accounts/0/entry missing'],
    ],
    [
      'an entry in a queue of another department',
      account({ entry: { department: 'a', queue: 'b' } }),
      ['/accounts/0/entry/queue queue_of_another_department'],
    ],
    [
      'an entry where the channel is not served',
      { ...department({ channels: ['email'] }) },
      ['/accounts/0/entry/department channel_not_served'],
    ],
    [
      'addresses to deliver to that are none',
      {
        accounts: ['ftp://x', 'https://u@x', 'https://:p@x', 7, `https://x/${'y'.repeat(2_000)}`, 'x'].map(
          (url, i) => ({
            id: `x${i}`,
            kind: 'sms',
            entry: { department: 'a' },
            deliveryUrl: url,
          }),
        ),
      },
      [0, 1, 2, 3, 4, 5].map((i) => `/accounts/${i}/deliveryUrl bad_url`),
    ],
    [
      'a window beyond a year',
      account({ reopenWindowSeconds: 40_000_000 }),
      ['/accounts/0/reopenWindowSeconds out_of_bounds'],
    ],

    [
      'successors that make no sense',
      { retire: { agents: { anna: 'anna', bob: 'zoe' } } },
      ['/retire/agents/anna still_in_use', '/retire/agents/bob unknown_successor'],
    ],
  ])('with %s says where', (_, changes, expected) => {
    expect(faultsOf(changes)).toEqual(expected);
  });

  test('that is none at all is one fault', () => {
    for (const nothing of [null, [], 'x', 7])
      expect(checkConfiguration(nothing)).toMatchObject([{ path: '', code: 'wrong_shape' }]);
  });

  test('keys of the language are no way around', () => {
    const document = JSON.parse(
      '{"__proto__": {}, "constructor": 1, "settings": {"__proto__": {"transfers": "off"}, "toString": 1}}',
    );
    expect(checkConfiguration(document).map(({ path, code }) => `${path} ${code}`)).toEqual([
      '/__proto__ unknown_key',
      '/constructor unknown_key',
      '/settings/__proto__ unknown_setting',
      '/settings/toString unknown_setting',
    ]);
  });

  test('that is huge and wrong everywhere is read in one go', () => {
    const agents = Array.from({ length: 20_000 }, (_, i) => ({ id: `a${i}`, departments: ['nowhere'] }));
    expect(checkConfiguration({ agents }).length).toBe(20_000);
  });
});
