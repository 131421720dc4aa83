import { render } from 'preact';
import './view/style.css';
import { followLocation } from './routes.ts';
import { loadPrefs } from './view/prefs.ts';
import { Root } from './view/root.tsx';
import { startSession } from './view/session.ts';
import { registerWorker } from './worker/register.ts';

loadPrefs();
followLocation();
render(<Root />, document.getElementById('app')!);
void startSession();
registerWorker();
