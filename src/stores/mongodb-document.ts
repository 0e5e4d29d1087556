/** A document in the bytes in which MongoDB's driver sends it. */
import { BSON } from 'mongodb';
import type { Document } from './mongodb-session.ts';

export const encodeDocument = (document: Document): Uint8Array => BSON.serialize(document);
