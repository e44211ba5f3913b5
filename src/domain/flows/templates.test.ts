import { expect, test } from 'vitest';
import { checkConfiguration } from '../check-configuration.ts';
import { fillTemplate, flowTemplates, type TemplateAnswers, type TemplateQuestion } from './templates.ts';

const people = {
  departments: [{ id: 'care', duty: ['ana'] }],
  agents: [{ id: 'ana', departments: ['care'] }],
};

const answerTo: Readonly<Record<TemplateQuestion['answer'], string | number>> = {
  agent: 'ana',
  department: 'care',
  queue: 'care',
  seconds: 60,
  text: 'Some text',
  zone: 'Europe/Berlin',
  time: '09:30',
  url: 'https://models.example/v1',
  name: 'key',
};

test.each(flowTemplates)('[U19] $id can be published once it is filled in', (template) => {
  const needed = template.asks.filter(({ default: usual }) => usual === undefined);
  const everything = Object.fromEntries(template.asks.map(({ name, answer }) => [name, answerTo[answer]]));
  const least = Object.fromEntries(needed.map(({ name, answer }) => [name, answerTo[answer]]));
  for (const answers of [everything, least] as TemplateAnswers[]) {
    const flow = { id: template.id, name: template.name, ...fillTemplate(template, answers) };
    expect(checkConfiguration({ ...people, flows: [flow] })).toEqual([]);
    expect(JSON.stringify(flow)).not.toMatch(/<[a-z][A-Za-z]*>/);
  }
});

test('what must be said and was not is told with its place', () => {
  for (const template of flowTemplates.filter(({ asks }) => asks.some((ask) => ask.default === undefined))) {
    const flow = { id: template.id, ...fillTemplate(template, {}) };
    expect([template.id, checkConfiguration({ ...people, flows: [flow] }).length]).not.toEqual([template.id, 0]);
  }
});

test('names every template and every question once, in sentences', () => {
  expect(new Set(flowTemplates.map(({ id }) => id)).size).toBe(flowTemplates.length);
  for (const { sentence, asks } of flowTemplates) {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(new Set(asks.map(({ name }) => name)).size).toBe(asks.length);
    for (const ask of asks) expect(ask.sentence).toMatch(/^[A-Z].*\?$/);
  }
});
