export { FeatureFlags } from './FeatureFlags';
