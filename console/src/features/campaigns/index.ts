export { CampaignList } from './CampaignList';
export { CampaignDetail } from './CampaignDetail';
