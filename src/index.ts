/**
 * What an extension is written with: checks (`defineCheck` and what a check asks), formats (`Reporter`), and the module
 * that brings them (`defineExtension`). Builders for the examples of a check are in `sample`.
 */
export * from './model/index.ts';
export * as sample from './model/sample.ts';
export { defineExtension, type Extension } from './extend/extension.ts';
export type { RenderOptions, Reporter } from './render/reporter.ts';
