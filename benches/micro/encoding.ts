import { conversations } from '../../seeders/conversations.ts';
import { copyText, writeValue } from '../../seeders/copy-text.ts';
import { countsAt, dataset } from '../../seeders/domain.ts';
import { eventOf } from '../../seeders/events.ts';
import type { MicroBench } from '../../src/micro/micro-bench.ts';
import { encodeDocument } from '../../src/stores/mongodb-document.ts';

const PER = 100;
const data = () => dataset(42, countsAt(0.1));

export const micro: readonly MicroBench[] = [
  {
    name: 'encoding/copy-values',
    unit: 'rows',
    per: PER,
    open: () => {
      const from = data();
      const rows = Array.from({ length: PER }, (_, i) => Object.values(from.row('transactions', i + 1)));
      const into = new Uint8Array(16 * 1024);
      return { call: () => rows.map((row) => row.reduce<number>((at, value) => writeValue(into, at, value), 0)) };
    },
  },
  {
    name: 'encoding/copy-text',
    unit: 'rows',
    per: 1_000,
    open: () => {
      const from = { ...data(), counts: { ...countsAt(0.1), transactions: 1_000 } };
      return { call: () => [...copyText(from, 'transactions')] };
    },
  },
  {
    name: 'encoding/events',
    unit: 'events',
    per: PER,
    open: () => {
      const from = data();
      return { call: () => Array.from({ length: PER }, (_, i) => eventOf(from, 'transactions', i + 1)) };
    },
  },
  {
    name: 'encoding/messages',
    unit: 'documents',
    per: PER,
    open: () => {
      const talks = conversations(data());
      return { call: () => Array.from({ length: PER }, (_, i) => talks.message(i + 1, 1)) };
    },
  },
  {
    name: 'encoding/messages-as-bson',
    unit: 'documents',
    per: PER,
    open: () => {
      const talks = conversations(data());
      const messages = Array.from({ length: PER }, (_, i) => ({ ...talks.message(i + 1, 1) }));
      return { call: () => messages.map(encodeDocument) };
    },
  },
];
