export { answers } from '../contract/answers.ts';
