import './design/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { prepareAppearance } from './app/appearance.tsx';

// Words that cannot be loaded are no reason to show nothing: the page then speaks English.
await prepareAppearance().catch(() => {});

const place = document.getElementById('root');
if (place === null) throw new Error('The page has no place for the console.');
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
