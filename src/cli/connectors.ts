import type { Connector } from '../connect/connector.ts';
import { filesConnector } from '../connect/files/index.ts';

/** The planes that this version can read. */
export const connectors: readonly Connector[] = [filesConnector];
