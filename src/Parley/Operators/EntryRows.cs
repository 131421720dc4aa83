using System.Text;
using Parley.Contracts;
using Parley.Core.Operators;
using Parley.Host.Options;

namespace Parley.Host.Operators;

internal static class EntryRows
{
    public static EntryRow Of(Entry entry) => new(
        entry.Conversation.Value,
        entry.Position.Value,
        SettingKey.Kebab(entry.Kind.ToString()),
        entry.AuthorLogin,
        entry.Time,
        entry.ClientId,
        OrNull(entry.Target),
        OrNull(entry.ReplyTo),
        entry.Erased ? null : Encoding.UTF8.GetString(entry.Body.Span),
        entry.Erased);

    private static long? OrNull(Position position) => position == Position.None ? null : position.Value;
}
