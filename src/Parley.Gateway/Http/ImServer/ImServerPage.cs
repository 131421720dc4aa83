using System.Text;
using Parley.Core.Ports;
using Parley.Core.Settings;

namespace Parley.Gateway.Http.ImServer;

/// <summary>What the page does with a question. Knows nothing of HTTP. docs/protocol/imserver.md.</summary>
/// <param name="hearsOthers">Whether other nodes tell what they change; null where there are none.</param>
internal sealed class ImServerPage(IKeyValue store, ImServerSettings settings, TurnSettings turns, TimeProvider time, Func<bool>? hearsOthers = null)
{
    private const int LongestWait = 60;
    private const int UsualWait = 30;

    /// <summary>Who waits asks the store again after this while other nodes can't tell, and after <see cref="LookAgainAnyway"/> while they can: what they tell may be lost.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan LookAgainAnyway = TimeSpan.FromSeconds(10);

    private const int MaxKey = 1024;

    /// <summary>Tries of a change that others come between: every failure of one is the success of another.</summary>
    private const int Tries = 1000;

    private static readonly byte[] Waiting = "__waiting__"u8.ToArray();

    private readonly ImWaits _waits = new();

    public ImSpaces Spaces { get; } = new(store, settings, time);

    /// <summary>A key of a namespace was set by a request: for those who hand it on.</summary>
    public event Action<string, byte[], ReadOnlyMemory<byte>>? WasSet;

    /// <param name="prefix">The namespace, as <see cref="ImSpaces.Normal"/> leaves it.</param>
    /// <param name="mayChange">False: the request changes nothing, and is answered as if it had.</param>
    /// <param name="cancellationToken">Ends a wait; changes are carried through.</param>
    public async Task<ImAnswer> AnswerAsync(string prefix, string address, ImQuestion question, bool mayChange, CancellationToken cancellationToken)
    {
        var (space, isNew) = await Spaces.OfAsync(prefix, address, cancellationToken);
        if (space is null)
            return (question.Action == ImAction.Page ? ImAnswer.Page(settings, [], 0) : ImAnswer.Blank(settings, 0)) with { Refused = "namespace" };
        if (question.Changes && !mayChange)
            return await DoneAsync(space, "method", cancellationToken);
        // Such a key can't be there.
        if (question.Key.Length > MaxKey && question.Action is not (ImAction.Keys or ImAction.Page or ImAction.Clear))
            return question.Changes ? await DoneAsync(space, "too-long", cancellationToken) : ImAnswer.Missing(settings, question.Key);
        switch (question.Action)
        {
            case ImAction.Get:
                return await GetAsync(space, question.Key, cancellationToken);
            case ImAction.Wait:
                return await WaitAsync(space, address, question, cancellationToken);
            case ImAction.Keys:
                return ImAnswer.Keys(settings, (await space.ListAsync(cancellationToken)).Select(i => i.Key), await space.RevisionAsync(cancellationToken));
            case ImAction.Page:
                var items = await space.ListAsync(cancellationToken);
                return ImAnswer.Page(settings, isNew ? null : [.. items.Select(i => KeyValuePair.Create(i.Key, i.Value))], await space.RevisionAsync(cancellationToken));
            case ImAction.Unset:
                await space.RemoveAsync(question.Key);
                return await DoneAsync(space, null, cancellationToken);
            case ImAction.Clear:
                await space.ClearAsync();
                return await DoneAsync(space, null, cancellationToken);
            default:
                return await ChangeAsync(prefix, space, question, cancellationToken);
        }
    }

    /// <summary>Sets a key of the server's own making, past the limits of strangers; 0 or more is its revision, null that there is no such namespace.</summary>
    public async Task<long?> PutAsync(string prefix, byte[] key, byte[] value, CancellationToken cancellationToken)
    {
        var (space, _) = await Spaces.OfAsync(prefix, "room", cancellationToken);
        return space is null ? null : await space.SetAsync(await space.GetAsync(key, cancellationToken), key, value, null);
    }

    /// <summary>Removes a key of the server's own making.</summary>
    public async Task TakeAwayAsync(string prefix, byte[] key, CancellationToken cancellationToken)
    {
        if (await Spaces.OfAsync(prefix, "room", cancellationToken) is ({ } space, _) && await space.GetAsync(key, cancellationToken) is not null)
            await space.RemoveAsync(key);
    }

    private bool TakesTurns(string prefix) => settings.Turn.Any(n => ImSpaces.Normal(n) == prefix);

    private async Task<ImAnswer> ChangeAsync(string prefix, ImSpace space, ImQuestion question, CancellationToken cancellationToken)
    {
        if (!TakesTurns(prefix))
            return await SetAsync(prefix, space, question, cancellationToken);
        await space.Gate.WaitAsync(cancellationToken);
        try
        {
            return await SpeakAsync(prefix, space, question, cancellationToken);
        }
        finally
        {
            space.Gate.Release();
        }
    }

    /// <summary>Setting the key of one's own name is speaking; the server keeps the name of who spoke last.</summary>
    private async Task<ImAnswer> SpeakAsync(string prefix, ImSpace space, ImQuestion question, CancellationToken cancellationToken)
    {
        var last = await space.GetAsync(Waiting, cancellationToken);
        if (question.Key.AsSpan().SequenceEqual(Waiting))
        {
            // Its owner is the server; whoever says what is so anyway is not told off.
            var same = last is not null && last.Value.Span.SequenceEqual(question.Value);
            return (await DoneAsync(space, same ? null : "turn", cancellationToken)) with { MustWait = !same };
        }
        if (question.Key.AsSpan().StartsWith("__"u8) || question.Key.AsSpan().StartsWith("msg/"u8))
            return await SetAsync(prefix, space, question, cancellationToken);
        var over = time.GetUtcNow() - space.WaitingSince >= TimeSpan.FromSeconds(turns.Lease);
        if (last is not null && last.Value.Span.SequenceEqual(question.Key) && !over)
            return (await DoneAsync(space, "turn", cancellationToken)) with { MustWait = true };
        var answer = await SetAsync(prefix, space, question, cancellationToken);
        if (answer.Refused is null)
        {
            await space.SetAsync(last, Waiting, question.Key, null);
            space.WaitingSince = time.GetUtcNow();
        }
        return answer;
    }

    private async Task<ImAnswer> SetAsync(string prefix, ImSpace space, ImQuestion question, CancellationToken cancellationToken)
    {
        for (var tried = 0; tried < Tries; tried++)
        {
            var before = await space.GetAsync(question.Key, cancellationToken);
            if (question.Action == ImAction.Cas && !Holds(before, question.Old))
                return ImAnswer.Value(settings, "0"u8.ToArray(), before?.Revision ?? 0);
            ReadOnlyMemory<byte> value = question.Action == ImAction.Append && before is not null ? (byte[])[.. before.Value.Span, .. question.Value] : question.Value;
            if (value.Length > settings.MaxValue)
                return await DoneAsync(space, "too-long", cancellationToken);
            if (!await space.HasRoomAsync(before, question.Key, value.Length, settings.MaxKeys, settings.MaxBytes, cancellationToken))
                return await DoneAsync(space, "full", cancellationToken);
            if (await space.SetAsync(before, question.Key, value, question.Action == ImAction.Set ? null : before?.Revision ?? 0) is not { } revision)
                continue;
            WasSet?.Invoke(prefix, question.Key, value);
            return question.Action == ImAction.Cas ? ImAnswer.Value(settings, "1"u8.ToArray(), revision) : ImAnswer.Blank(settings, revision);
        }
        return await DoneAsync(space, "busy", cancellationToken);
    }

    private static bool Holds(KeyValueItem? before, byte[]? old) => before is null ? old is null : old is not null && before.Value.Span.SequenceEqual(old);

    private async Task<ImAnswer> GetAsync(ImSpace space, byte[] key, CancellationToken cancellationToken) =>
        await space.GetAsync(key, cancellationToken) is { } item ? ImAnswer.Value(settings, item.Value, item.Revision) : ImAnswer.Missing(settings, key);

    private async Task<ImAnswer> WaitAsync(ImSpace space, string address, ImQuestion question, CancellationToken cancellationToken)
    {
        var key = question.HasKey ? question.Key : null;
        var since = question.Since;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var wait = _waits.TryBegin(address);
        // Asked before looking, or a change in between would be waited for in vain.
        var changed = space.Changed;
        var now = await LookAsync(space, key);
        since ??= now.Revision;
        var seconds = Math.Min(question.Timeout ?? UsualWait, LongestWait);
        if (wait is null || seconds == 0 || now.Revision != since)
            return now;
        var timeout = Task.Delay(TimeSpan.FromSeconds(seconds), time, limit.Token);
        try
        {
            while (now.Revision == since && await Task.WhenAny(changed, timeout, hearsOthers is null ? timeout : Task.Delay(hearsOthers() ? LookAgainAnyway : LookAgain, time, limit.Token)) != timeout)
            {
                changed = space.Changed;
                now = await LookAsync(space, key);
            }
        }
        finally
        {
            await limit.CancelAsync();
        }
        return now;
    }

    /// <summary>The value of a key, or of a namespace its revision alone.</summary>
    private async Task<ImAnswer> LookAsync(ImSpace space, byte[]? key)
    {
        if (key is not null)
            return await GetAsync(space, key, CancellationToken.None);
        var revision = await space.RevisionAsync(CancellationToken.None);
        return ImAnswer.Value(settings, Encoding.ASCII.GetBytes($"{revision}"), revision);
    }

    private async Task<ImAnswer> DoneAsync(ImSpace space, string? refused, CancellationToken cancellationToken) =>
        ImAnswer.Blank(settings, await space.RevisionAsync(cancellationToken)) with { Refused = refused };
}
