import { render } from 'preact';
import '../view/style.css';
import './admin.css';
import { loadPrefs } from '../view/prefs.ts';
import { followPlace } from './places.ts';
import { Page } from './page.tsx';

loadPrefs();
followPlace();
render(<Page />, document.getElementById('app')!);
