import Type from 'typebox';
import { expect, test } from 'vitest';
import { answers } from './answers.ts';

test('answers have no defaults, which the serializer would write where something is not there', () => {
  const entry = Type.Object({
    theme: Type.Optional(Type.String({ default: 'auto' })),
    default: Type.Optional(Type.Array(Type.Integer({ default: 1 }), { default: [] })),
  });
  expect(JSON.parse(JSON.stringify(answers({ 200: Type.Array(entry) })[200]))).toEqual({
    type: 'array',
    items: {
      type: 'object',
      properties: { theme: { type: 'string' }, default: { type: 'array', items: { type: 'integer' } } },
    },
  });
});
