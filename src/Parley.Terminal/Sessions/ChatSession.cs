using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>A logged-in person's chat: typed lines to commands, events to the view, the room one is in. Lines are taken one after the other.</summary>
/// <param name="shown">The certificate that the person has been told of.</param>
/// <param name="areNodes">The client goes from node to node, which the person is told.</param>
/// <param name="peers">How the chat is carried on without the server; null: not at all.</param>
/// <param name="beginsAway">The server is out of reach from the start.</param>
internal sealed partial class ChatSession(ParleyClient client, IChatView view, ChatText text, Words words, ServerCertificate? shown, bool areNodes, AmongPeers? peers, bool beginsAway)
{
    private const int HistoryOnEntering = 10;

    /// <summary>Of a chat that was without the server: what came there meanwhile too, as far as it is so much.</summary>
    private const int HistoryOnReturn = 500;

    private readonly DateTimeOffset _begun = client.Clock.Now;

    private readonly List<Task> _posts = [];
    private readonly HashSet<string> _beside = new(StringComparer.OrdinalIgnoreCase);
    private ChatText _text = text;
    private Words _words = words;
    private bool _codes;
    private string? _room;
    private string? _privateTo;
    private ServerAddress? _node;
    private int _waiting;

    /// <summary>True once a post was refused or lost.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Where commands go.</summary>
    private ParleyClient Here => peers?.Front ?? client;

    /// <summary>Takes a typed line. False: the person wants to leave.</summary>
    public async Task<bool> TakeAsync(string line, CancellationToken cancellationToken)
    {
        if (_privateTo is { } to)
        {
            _privateTo = null;
            if (line.Trim() is not ("" or "#cancel"))
                PostTo(null, to, line);
            return true;
        }
        if (_held is not null && IsHeld(line))
            return true;
        var room = _room;
        try
        {
            return await ObeyAsync(line, cancellationToken);
        }
        catch (LinkLostException) when (ChangesRoom(line) && _room == room)
        {
            Hold(line);
        }
        catch (ChatException e)
        {
            view.Notice(null, LinesOf(e), alert: true);
        }
        catch (LinkLostException)
        {
            view.Notice(null, ["* " + _words["offline"]], alert: true);
        }
        catch (UnshelteredLinkException e)
        {
            view.Notice(null, ["* " + e.Message], alert: true);
        }
        return true;
    }

    /// <summary>Shows what happened.</summary>
    /// <returns>Something to do in turn with typed lines, or null.</returns>
    public Func<CancellationToken, Task>? Show(Event happened)
    {
        switch (happened)
        {
            case EntryEvent entry:
                if (peers?.IsNews(entry) == false)
                    break;
                view.Entry(entry);
                break;
            case RoomEntered entered:
                view.People(entered.Room, entered.People);
                break;
            case MemberJoined joined:
                view.People(joined.Room, null, +1);
                view.Notice(joined.Room, _text.Lines(joined));
                break;
            case MemberLeft left:
                view.People(left.Room, null, -1);
                view.Notice(left.Room, _text.Lines(left));
                break;
            case RoomClosed closed:
                return token => AfterLossAsync(closed.Room, _text.Lines(closed), token);
            case MemberKicked kicked when string.Equals(kicked.Login, client.Login, StringComparison.OrdinalIgnoreCase):
                return token => AfterLossAsync(kicked.Room, _text.Lines(kicked), token);
            case MemberKicked kicked:
                view.People(kicked.Room, null, -1);
                view.Notice(kicked.Room, _text.Lines(kicked));
                break;
            case DeviceRefused or PeerWarning:
                view.Notice(null, _text.Lines(happened), alert: true);
                break;
            case Invited invited:
                view.Notice(null, _text.Lines(invited), alert: true);
                break;
            case LinkChanged link:
                return Link(link);
            case EventsMissed missed:
                view.Notice(null, ["* " + _words["missed", missed.Count]]);
                break;
            default:
                view.Notice(null, _text.Lines(happened));
                break;
        }
        return null;
    }

    /// <summary>Enters a room in place of the one before; the default room when <paramref name="room"/> is null.</summary>
    /// <param name="key">The room's key, where it has one.</param>
    public async Task EnterAsync(string? room, CancellationToken cancellationToken, string? key = null)
    {
        var entered = await Here.JoinAsync(room ?? "default", key: key, cancellationToken: cancellationToken);
        await Here.WhenReadAsync(cancellationToken);
        await MoveAsync(entered.Room, entered.People, cancellationToken);
        if (entered.Head > Position.None)
            await ShowPastAsync(entered, cancellationToken);
        view.Notice(entered.Room, [.. _text.Lines(entered), .. PastAtServer(entered.Room)]);
    }

    /// <summary>Enters a room, and learns what can be completed.</summary>
    /// <exception cref="ChatException">Not into this room.</exception>
    public async Task EnterFirstAsync(string? room, CancellationToken cancellationToken)
    {
        view.Offer(ChatText.CommandsAt(Here.Welcome));
        await EnterAsync(room, cancellationToken);
        try
        {
            var rooms = await Here.ListRoomsAsync(cancellationToken: cancellationToken);
            var users = await Here.ListUsersAsync(cancellationToken: cancellationToken);
            view.Know(rooms.Rooms.Select(r => r.Room), users.Users.Select(u => u.Login));
        }
        catch (LinkLostException)
        {
            // One is in the room, and will be again.
        }
    }

    /// <summary>A refusal in words: what the server knows of rooms, its peers don't.</summary>
    public IReadOnlyList<string> LinesOf(ChatException refusal) => LinesOf(new Error((int)refusal.Code, refusal.Message, refusal.Args));

    private IReadOnlyList<string> LinesOf(Event answer) => answer switch
    {
        HistoryPage { Room: { } room } => [.. _text.Lines(answer), .. PastAtServer(room)],
        Error { Code: (int)ErrorCode.NoSuchRoom } no when ChatText.AreRoomsOfServer(Here.Welcome) => ["* " + _words["room-needs-server", Printable.Line(no.Args?.GetValueOrDefault("room") ?? "")]],
        _ => _text.Lines(answer),
    };

    /// <summary>Waits until every post is answered.</summary>
    public Task DrainAsync() => Task.WhenAll(_posts);

    /// <returns>False: the person wants to leave.</returns>
    private async Task<bool> ObeyAsync(string line, CancellationToken cancellationToken)
    {
        if (await TakeOwnAsync(line, cancellationToken))
            return true;
        var typed = PeersNumbers.Parse(line, out var isOfPeers, Here.Welcome);
        switch (typed)
        {
            case TypedLine.Ask { Command: Exit }: return false;
            case TypedLine.Ask { Command: Post post }: Post(post); break;
            case TypedLine.Ask { Command: EditMessage or RedactMessage or React } write: Annotate((ConversationCommand)Placed(write.Command), isOfPeers); break;
            default: await DoAsync(typed, cancellationToken); break;
        }
        return true;
    }

    private async Task<bool> TakeOwnAsync(string line, CancellationToken cancellationToken)
    {
        var parts = line.Split(' ', 2, StringSplitOptions.TrimEntries);
        switch (parts[0].ToLowerInvariant())
        {
            case "#join" when parts.Length == 2:
                var entered = await Here.JoinAsync(parts[1].Trim('<', '>'), cancellationToken: cancellationToken);
                _beside.Add(entered.Room);
                await AdmitAsync(cancellationToken);
                view.Enter(entered.Room, entered.People, left: null);
                await ShowPastAsync(entered, cancellationToken);
                view.Notice(entered.Room, [.. _text.Lines(entered), .. PastAtServer(entered.Room), "* " + _words["joined-beside", _text.Room(entered.Room)]]);
                return true;
            case "#leave":
                await LeaveAsync(parts.Length == 2 ? parts[1].Trim('<', '>') : view.Target.Room ?? _room, cancellationToken);
                return true;
            default:
                return false;
        }
    }

    private async Task LeaveAsync(string? room, CancellationToken cancellationToken)
    {
        if (room is null || string.Equals(room, _room, StringComparison.OrdinalIgnoreCase))
        {
            await GoHomeAsync(cancellationToken);
            return;
        }
        var left = await Here.LeaveAsync(room, cancellationToken);
        _beside.Remove(left.Room);
        view.Leave(left.Room);
        view.Notice(null, _text.Lines(left));
    }

    private async Task DoAsync(TypedLine typed, CancellationToken cancellationToken)
    {
        switch (typed)
        {
            case TypedLine.Refused refused: view.Notice(null, _text.Refusal(refused.Refusal), alert: true); break;
            case TypedLine.Help help: view.Notice(null, help.About is null ? [.. _text.Help(null, Here.Welcome), "* " + _words["help-keys"]] : _text.Help(help.About)); break;
            case TypedLine.Codes codes: (_codes, _) = (codes.On, SetText(_text.Lang, codes.On)); break;
            case TypedLine.Private { Text: null } aside: Aside(aside.To); break;
            case TypedLine.Private aside: PostTo(null, aside.To, aside.Text!, aside.OrTo); break;
            case TypedLine.Ask { Command: EnterRoom { Room: { } room } enter }: await EnterOtherAsync(room, enter.Key, cancellationToken); break;
            case TypedLine.Ask { Command: CreateRoom { Room: { } room } }: await CreateAsync(room, cancellationToken); break;
            case TypedLine.Ask { Command: GoHome }: await GoHomeAsync(cancellationToken); break;
            case TypedLine.Ask { Command: SetLanguage { Lang: { } lang } }: await SpeakAsync(lang, cancellationToken); break;
            case TypedLine.Ask { Command: AskTime }: ShowTime(); break;
            case TypedLine.Ask { Command: ChangePassword { Old: { } old, New: { } next } }: await ChangePasswordAsync(old, next, cancellationToken); break;
            case TypedLine.Ask ask: view.Notice(null, LinesOf(await AskAsync(Placed(ask.Command), cancellationToken))); break;
        }
    }

    /// <summary>The answer, once what came before it has been shown.</summary>
    private async Task<Event> AskAsync(Command command, CancellationToken cancellationToken)
    {
        var here = Here;
        var asked = command is ListDevices or TrustDevice ? peers?.Device ?? client : here;
        var answer = await asked.AskAsync<Event>(command, cancellationToken);
        await here.WhenReadAsync(cancellationToken);
        return here == client ? answer : PeersNumbers.Apart(answer);
    }

    private void Aside(string to)
    {
        view.OpenPrivate(to);
        if (view.Target.With is null)
            _privateTo = to;
    }

    private async Task EnterOtherAsync(string room, string? key, CancellationToken cancellationToken)
    {
        if (_room is { } own && SameRoom(room, own) && view.Target is var (front, with) && with is null && (front is null || SameRoom(front, own)))
            throw new ChatException(new Error((int)ErrorCode.AlreadyInRoom, "", new Dictionary<string, string>(StringComparer.Ordinal) { ["room"] = own }));
        if (Rooms.FirstOrDefault(r => SameRoom(r, room)) is { } open)
            await ToFrontAsync(open, cancellationToken);
        else
            await EnterAsync(room, cancellationToken, key);
    }

    /// <summary>A room that one is in beside others takes what is typed from now on.</summary>
    private async Task ToFrontAsync(string room, CancellationToken cancellationToken)
    {
        var rooms = await Here.ListRoomsAsync(cancellationToken: cancellationToken);
        var people = rooms.Rooms.FirstOrDefault(r => SameRoom(r.Room, room))?.People ?? 1;
        if (_room is { } before && !SameRoom(before, room))
            _beside.Add(before);
        _beside.Remove(room);
        _room = room;
        view.Enter(room, people, left: null);
        view.Notice(room, ["* " + _words["room-moved", _text.Room(room)]]);
    }

    private async Task CreateAsync(string room, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(new CreateRoom(room), cancellationToken);
        if (answer is Error refused)
            throw new ChatException(refused);
        var (name, people) = answer switch
        {
            RoomCreated created => (created.Room, 1),
            RoomEntered entered => (entered.Room, entered.People),
            _ => (room, 1),
        };
        await MoveAsync(name, people, cancellationToken);
        view.Notice(name, _text.Lines(answer));
    }

    private async Task GoHomeAsync(CancellationToken cancellationToken)
    {
        if (_room is { } room && SameRoom(room, "default"))
        {
            view.Notice(null, _text.Lines(new AlreadyHome(room)));
            return;
        }
        var before = _room;
        var entered = await Here.JoinAsync("default", cancellationToken: cancellationToken);
        await Here.WhenReadAsync(cancellationToken);
        await MoveAsync(entered.Room, entered.People, cancellationToken);
        await ShowPastAsync(entered, cancellationToken);
        view.Notice(entered.Room, [.. before is null ? _text.Lines(entered) : _text.Lines(new RoomLeft(before, entered.Room)), .. PastAtServer(entered.Room)]);
    }

    /// <summary>The new room takes the place of the one before, which is left unless it is kept open beside.</summary>
    private async Task MoveAsync(string room, int people, CancellationToken cancellationToken)
    {
        var before = _room;
        _room = room;
        view.Enter(room, people, before is null || SameRoom(before, room) || _beside.Contains(before) ? null : before);
        await AdmitAsync(cancellationToken);
        if (before is null || SameRoom(before, room) || _beside.Contains(before))
            return;
        try
        {
            await Here.LeaveAsync(before, cancellationToken);
        }
        catch (ChatException e) when (e.Code is ErrorCode.NotInRoom or ErrorCode.NoSuchRoom)
        {
            // It went away by itself.
        }
    }

    /// <param name="onlyNews">Without what was shown among the peers.</param>
    private async Task ShowPastAsync(RoomEntered entered, CancellationToken cancellationToken, bool onlyNews = false)
    {
        if (!entered.Kept || entered.Head == Position.None)
            return;
        var page = await Here.ReadRoomAsync(entered.Room, limit: onlyNews ? HistoryOnReturn : HistoryOnEntering, cancellationToken: cancellationToken);
        var least = page.Entries.Count - HistoryOnEntering;
        // What came after the entering comes live.
        var past = page.Entries.Where((e, i) => e.Position <= entered.Head && (!onlyNews || ((i >= least || e.Time >= _begun) && IsUnseen(e)))).ToList();
        foreach (var entry in past)
            peers?.See(entry);
        view.Past(page with { Entries = [.. past.Select(AsShown)] });
    }

    private void Post(Post post)
    {
        var (room, with) = view.Target;
        if (with is null && (room ?? _room) is null)
            view.Notice(null, ["* " + _words["no-room"]], alert: true);
        else
            PostTo(with is null ? room ?? _room : null, with, post.Text!);
    }

    private void PostTo(string? room, string? to, string text, string? orTo = null) =>
        Write(new Post(text) { Room = room, To = to }, orTo);

    /// <summary>A number means a message on one side only, and that side has to be there.</summary>
    private void Annotate(ConversationCommand command, bool isOfPeers)
    {
        if (isOfPeers == peers?.Front is not null)
            Write(command, by: Here);
        else
            view.Notice(null, ["* " + _words[isOfPeers ? "number-of-peers" : "number-of-server"]], alert: true);
    }

    /// <param name="by">Null: whichever way there is.</param>
    private void Write(ConversationCommand command, string? orTo = null, ParleyClient? by = null)
    {
        _posts.RemoveAll(p => p.IsCompleted);
        _posts.Add(WriteAsync(command, orTo, by ?? client));
    }

    private async Task WriteAsync(ConversationCommand command, string? orTo, ParleyClient by)
    {
        Count(+1);
        try
        {
            Posted posted;
            try
            {
                if (orTo is not null && await IsKnownAmongPeersAsync(orTo, but: command.To!))
                    command = command with { To = orTo };
                posted = await by.PostAsync(command, CancellationToken.None);
            }
            catch (ChatException e) when (e.Code is ErrorCode.NoSuchUser && orTo is not null)
            {
                posted = await by.PostAsync(command with { To = orTo }, CancellationToken.None);
            }
            if (posted.To is not null && command is Post)
                view.Notice(null, _text.Lines(posted with { Id = null }));
        }
        catch (ChatException e)
        {
            HasFailed = true;
            var refusal = new Error((int)e.Code, e.Message, e.Args);
            view.Notice(command.Room, LinesOf(by == client ? refusal : PeersNumbers.Apart(refusal)), alert: true);
        }
        catch (LinkLostException e) when (e.MayBeDone)
        {
            Unanswered(command.Room, TextOf(command));
        }
        catch (LinkLostException e)
        {
            // Closed from this side there is nothing to tell of the server.
            NotSent(command.Room, e is { Closing: null, InnerException: null } ? _words["left-before"] : Problem.In(_words, _text, e), TextOf(command));
        }
        finally
        {
            Count(-1);
        }
    }

    /// <summary>Programs name the conversation they mean; here it is the one in front.</summary>
    private Command Placed(Command command)
    {
        var (room, with) = view.Target;
        return command switch
        {
            Search search => search,
            SetTopic or ShowTopic or Kick or Invite or ChangeRules or ShowRules when command is ConversationCommand { Room: null } rule => rule with { Room = room ?? _room },
            ConversationCommand { Room: null, To: null } here => with is null ? here with { Room = room ?? _room } : here with { To = with },
            KeepRoom { Room: null } => new KeepRoom(room ?? _room),
            ListUsers { Scope: "room", Room: null } users => users with { Room = room ?? _room },
            _ => command,
        };
    }

    private async Task SpeakAsync(string lang, CancellationToken cancellationToken)
    {
        var set = await Here.SetLanguageAsync(lang, cancellationToken);
        _words = Words.In(set.Lang);
        SetText(set.Lang, _codes);
        view.Notice(null, _text.Lines(set));
    }

    private async Task ChangePasswordAsync(string old, string next, CancellationToken cancellationToken)
    {
        await client.ChangePasswordAsync(old, next, cancellationToken);
        view.Notice(null, _text.Lines(new Done("passwd")));
    }

    private bool SetText(string lang, bool codes)
    {
        _text = new ChatText(lang, TimeZoneInfo.Local, codes, client.Login);
        view.Speak(_words, _text);
        return codes;
    }

    private void ShowTime()
    {
        var clock = client.Clock;
        var local = TimeZoneInfo.ConvertTime(clock.Now, TimeZoneInfo.Local).ToString("yyyy-MM-dd HH:mm:ss.fff zzz");
        view.Notice(null, ["* " + _words["time", local, StatusBar.Signed(clock.Offset), StatusBar.Milliseconds(clock.Error)]]);
    }

    private Func<CancellationToken, Task>? Link(LinkChanged link)
    {
        if (link.State is LinkState.Reconnecting && (peers?.Front is not null || (beginsAway && _room is null)))
            return null;
        var node = areNodes && link.State is LinkState.Connected ? link.Address : null;
        view.Link(link.State, node);
        if (link.Certificate is { Trust: CertificateTrust.FirstUse } first && first != shown)
            view.Notice(null, ["* " + _words["pinned", link.Address!, first.Fingerprint]], alert: true);
        switch (link.State)
        {
            case LinkState.Connected when _room is not null:
                view.Notice(null, [LinkWords.Back(_words, node, _node)]);
                break;
            case LinkState.Reconnecting:
                view.Notice(null, [LinkWords.Lost(_words, _text, link, areNodes)], alert: true);
                peers?.Lost(() => InTurn?.Invoke(GoOverAsync));
                break;
            case LinkState.Closed when link.Closing is null && link.Problem is not null:
                view.Notice(null, ["* " + _words["closed", Problem.In(_words, _text, link)]], alert: true);
                break;
        }
        _node = node ?? _node;
        if (link.State is not LinkState.Connected)
            return null;
        return peers is { Device: not null } ? GoBackAsync : ReleaseAsync;
    }

    private static bool SameRoom(string a, string b) =>
        string.Equals(a, b, StringComparison.OrdinalIgnoreCase)
        || (RoomName.TryParse(a, out var x) && RoomName.TryParse(b, out var y) && (x == y || (NameRules.IsDefaultRoom(x) && NameRules.IsDefaultRoom(y))));
}
