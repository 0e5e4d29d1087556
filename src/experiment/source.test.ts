import { expect, test } from 'vitest';
import { sourceOf } from './source.ts';

const function_ = (text: string): unknown => ({ toString: () => text });

test('a function is told with lines and indents, whatever its loader took away', () => {
  expect(
    sourceOf(function_('async(page,lane)=>{const{account}=await prisma(lane);return account.findMany({include:{user:true}})}')),
  ).toBe(
    [
      'async (page, lane) => {',
      '  const { account } = await prisma(lane);',
      '',
      '  return account.findMany({ include: { user: true } });',
      '}',
    ].join('\n'),
  );
});

test('what is no expression stays as it is', () => {
  expect(sourceOf(function_('answer(question){return 1}'))).toBe('answer(question){return 1}');
});
