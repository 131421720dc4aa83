using Microsoft.Extensions.Logging;
using Parley.Core;
using Parley.Core.Ports;

namespace Parley.Gateway.Http.ImServer;

/// <summary>The page for as long as the server runs: with its rooms, and its sweeping.</summary>
internal sealed class ImServerStay : IAsyncDisposable
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly List<ImRoom> _rooms = [];
    private readonly Chat _chat;
    private readonly ILogger _log;
    private readonly ITimer _sweeping;

    private ImServerStay(Chat chat, ILogger log)
    {
        (_chat, _log) = (chat, log);
        Page = new ImServerPage(chat.Views.KeyValue, chat.Settings.ImServer, chat.Settings.Turns, chat.Time, chat.Views.IsOneOfMany ? () => chat.Views.HearsOthers : null);
        if (chat.Views.IsOneOfMany)
        {
            Page.Spaces.Changed += new ImTidings(chat.Views.TellValuesChanged, chat.Time).Tell;
            chat.Views.ValuesChanged += Page.Spaces.ChangedElsewhere;
        }
        _sweeping = chat.Time.CreateTimer(_ => _ = SweepAsync(), null, SweepEvery, SweepEvery);
    }

    public ImServerPage Page { get; }

    public static async Task<ImServerStay> BeginAsync(Chat chat, ILogger log, CancellationToken cancellationToken)
    {
        var stay = new ImServerStay(chat, log);
        foreach (var binding in chat.Settings.ImServer.Rooms)
        {
            if (await ImRoom.TryEnterAsync(chat, stay.Page, binding, cancellationToken) is { } room)
                stay._rooms.Add(room);
            else
                log.RoomNotShared(binding);
        }
        return stay;
    }

    public async ValueTask DisposeAsync()
    {
        _chat.Views.ValuesChanged -= Page.Spaces.ChangedElsewhere;
        await _sweeping.DisposeAsync();
        foreach (var room in _rooms)
            await room.DisposeAsync();
    }

    private async Task SweepAsync()
    {
        try
        {
            await Page.Spaces.SweepAsync(CancellationToken.None);
        }
        catch (StorageUnavailableException fault)
        {
            _log.NotSwept(fault);
        }
    }
}
