using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Core.Conversations;
using Parley.Core.Peers;

namespace Parley.Core.Sessions.Commands;

/// <summary>Devices that write without the server, and what they wrote. docs/protocol/peer.md, "Organisations".</summary>
internal static class PeerCommands
{
    /// <summary>Of one account, revoked ones included.</summary>
    private const int MaxDevices = 50;

    public static async ValueTask RegisterAsync(Session session, RegisterDevice command, CancellationToken cancellationToken)
    {
        var chat = session.Chat;
        var account = session.Account!;
        using var key = Bytes(command.Key) is { } point ? Keys.TryOpen(point) : null;
        if (key is null)
        {
            session.Refuse(command, Refusals.Invalid("key"));
            return;
        }
        if (Bytes(command.Proof) is not { } proof || !Keys.Holds(key, Encoding.UTF8.GetBytes($"parley device\n{account.Login.Value}"), proof))
        {
            session.Refuse(command, new Refusal(ErrorCode.WrongSignature));
            return;
        }
        var id = Keys.IdOf(key);
        var own = await chat.Devices.OfAsync(account.Id, cancellationToken);
        if (own.Count >= MaxDevices && !own.Any(d => d.Id == id))
        {
            session.Refuse(command, Refusal.Of(ErrorCode.ListFull, "limit", MaxDevices));
            return;
        }
        if (!await chat.Devices.TryAddAsync(id, account.Id, chat.Time.GetUtcNow(), cancellationToken))
        {
            session.Refuse(command, new Refusal(ErrorCode.DeviceNotTrusted));
            return;
        }
        var statement = chat.Organisation.State(SHA256.HashData(key.ExportSubjectPublicKeyInfo()), account.Login.Value, chat.Time.GetUtcNow());
        var revoked = await chat.Devices.RevokedAsync(cancellationToken);
        session.Reply(command, new DeviceSigned(id, Convert.ToBase64String(statement), [.. revoked.Select(r => Convert.ToBase64String(r.Span))]));
    }

    public static async ValueTask ListAsync(Session session, ListOwnDevices command, CancellationToken cancellationToken)
    {
        var devices = await session.Chat.Devices.OfAsync(session.Account!.Id, cancellationToken);
        session.Reply(command, new OwnDevices([.. devices.Select(d => new OwnDevice(d.Id, d.Since, d.Revoked))]));
    }

    public static async ValueTask RevokeAsync(Session session, RevokeDevice command, CancellationToken cancellationToken)
    {
        if (command.Id is { Length: > 0 } id && await session.Chat.Devices.RevokeAsync(id, session.Account!.Id, session.Chat.Time.GetUtcNow(), cancellationToken))
            session.Reply(command, new Done("revoke-device"));
        else
            session.Refuse(command, new Refusal(ErrorCode.DeviceNotTrusted));
    }

    public static async ValueTask HandInAsync(Session session, HandIn command, CancellationToken cancellationToken)
    {
        if (command.Entries is not { Count: > 0 and <= Limits.HandInEntries } entries)
            session.Refuse(command, Refusals.Invalid("entries", command.Entries?.Count));
        else
            session.Reply(command, new HandedIn(await session.Chat.HandingIn.TakeAsync(entries, cancellationToken)));
    }

    private static byte[]? Bytes(string? base64)
    {
        var bytes = new byte[DeviceStatement.KeyBytes];
        return base64 is not null && Convert.TryFromBase64String(base64, bytes, out var length) && length == bytes.Length ? bytes : null;
    }
}
