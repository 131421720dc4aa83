import type { JSX } from 'preact';
import { useSignal } from '../hooks.ts';
import { dialog } from '../ui.ts';
import { AskDialog } from './ask.tsx';
import { DetailsDialog, EditsDialog } from './message.tsx';
import { EmojiDialog } from './emoji.tsx';
import { HelpDialog } from './help.tsx';
import { InviteDialog, PeopleDialog } from './people.tsx';
import { Palette } from './palette.tsx';
import { PersonDialog } from './person.tsx';
import { RoomDialog } from './room.tsx';
import { CreateDialog, RoomsDialog } from './rooms.tsx';
import { SettingsDialog } from './settings.tsx';

export function Dialogs(): JSX.Element | null {
  const now = useSignal(dialog);
  switch (now?.kind) {
    case undefined: return null;
    case 'palette': return <Palette text={now.text} />;
    case 'rooms': return <RoomsDialog />;
    case 'create': return <CreateDialog />;
    case 'people': return <PeopleDialog />;
    case 'invite': return <InviteDialog conversation={now.conversation} />;
    case 'person': return <PersonDialog key={now.login} login={now.login} />;
    case 'room': return <RoomDialog conversation={now.conversation} />;
    case 'settings': return <SettingsDialog key={now.part} part={now.part} />;
    case 'help': return <HelpDialog />;
    case 'edits': return <EditsDialog conversation={now.conversation} message={now.message} />;
    case 'details': return <DetailsDialog message={now.message} />;
    case 'emoji': return <EmojiDialog pick={now.pick} />;
    case 'ask': return <AskDialog key={now.title} ask={now} />;
  }
}
