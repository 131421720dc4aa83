using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Peers;

/// <summary>Messages of peers that their authors took back before the server had them: who hands one in later, not knowing, does not make it public.</summary>
internal sealed class TakenBack(IKeyValue store)
{
    private static readonly ReadOnlyMemory<byte> Space = "parley/taken-back"u8.ToArray();

    /// <param name="entry">The hash of what was taken back.</param>
    public async Task NoteAsync(ConversationId room, string entry, AccountId author, CancellationToken cancellationToken) =>
        await store.SetAsync(Space, Key(room, entry, author), ReadOnlyMemory<byte>.Empty, null, cancellationToken);

    public async ValueTask<bool> ContainsAsync(ConversationId room, string entry, AccountId author, CancellationToken cancellationToken) =>
        await store.GetAsync(Space, Key(room, entry, author), cancellationToken) is not null;

    private static ReadOnlyMemory<byte> Key(ConversationId room, string entry, AccountId author) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{room.Value} {entry} {author.Value}"));
}
