using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Conversations;

/// <summary>Until when somebody has read each conversation, by its name: also of those that have nothing in them yet. IRCv3 draft/read-marker.</summary>
internal sealed class ReadMarkers(IKeyValue store)
{
    /// <summary>Moves a marker forward; an older time, or none, only reads it.</summary>
    public async ValueTask<(DateTimeOffset? Time, bool Moved)> AdvanceAsync(AccountId account, string name, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var (space, key) = (Encoding.ASCII.GetBytes($"read:{account}"), Encoding.UTF8.GetBytes(name));
        while (true)
        {
            var known = await store.GetAsync(space, key, cancellationToken);
            DateTimeOffset? before = known is null ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(Encoding.ASCII.GetString(known.Value.Span), CultureInfo.InvariantCulture));
            if (time is not { } later || later <= before)
                return (before, false);
            var value = Encoding.ASCII.GetBytes(later.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
            if (await store.SetAsync(space, key, value, known?.Revision ?? 0, cancellationToken) is not null)
                return (DateTimeOffset.FromUnixTimeMilliseconds(later.ToUnixTimeMilliseconds()), true);
        }
    }

    public Task ForgetAsync(AccountId account, CancellationToken cancellationToken) => store.ClearAsync(Encoding.ASCII.GetBytes($"read:{account}"), cancellationToken);
}
