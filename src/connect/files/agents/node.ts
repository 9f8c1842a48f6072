export * from '../../node.ts';
