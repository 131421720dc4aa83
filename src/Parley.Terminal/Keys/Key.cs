namespace Parley.Terminal;

/// <summary>What a key does; <see cref="Text"/> and <see cref="Paste"/> carry text.</summary>
internal enum Key
{
    Text,
    Paste,
    Enter,
    NewLine,
    Backspace,
    Delete,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Up,
    Down,
    PageUp,
    PageDown,
    KillWord,
    KillToStart,
    KillToEnd,
    Tab,
    Next,
    Previous,
    Switch,
    Redraw,
    Interrupt,
    EndOfInput,
    Escape,
}

/// <param name="Text">The typed or pasted text; for <see cref="Key.Switch"/> the digit.</param>
internal readonly record struct KeyPress(Key Key, string Text = "");
