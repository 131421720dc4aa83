using System.Text.Json.Nodes;
using Parley.Faults.Records;

namespace Parley.Faults.People;

/// <summary>Somebody who posts to the conversations of a <see cref="Person"/>, and tries again under the same id until there is an answer.</summary>
internal sealed class Writer(Person person, History history, Random random, int pause)
{
    /// <summary>Posts under way at once.</summary>
    private const int Window = 4;

    private const int IdUsedOtherwise = 228;

    /// <summary>A refusal that took longer may be of a commit whose outcome the node does not know yet: docs/adr/0014.</summary>
    private static readonly TimeSpan Certain = TimeSpan.FromSeconds(9);

    private int _next;

    public Person Person => person;

    /// <summary>Refusals of other kinds than the promise allows for.</summary>
    public List<string> Strange { get; } = [];

    /// <summary>Posts until told to stop, then sees to an answer for everything.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        List<Task> under = [];
        while (!stop.IsCancellationRequested)
        {
            if (under.Count == Window)
                under.Remove(await Task.WhenAny(under));
            var post = NewPost();
            history.Posts.Enqueue(post);
            under.Add(SettleAsync(post, gives: random.Next(10) == 0, looks: random.Next(5) == 0, copies: random.Next(20) == 0));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(pause)), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(under);
    }

    /// <summary>Sends a post through a person's links until it is answered.</summary>
    /// <param name="gives">Gives up when nothing was written for sure.</param>
    public static async Task SendAsync(Person person, Post post, bool gives, List<string> strange)
    {
        while (true)
        {
            JsonObject answer;
            var asked = Now();
            try
            {
                answer = await (await person.LinkAsync()).AskAsync(Request(post, person.Login));
            }
            catch (LinkLostException)
            {
                post.Answered(new Answer(Now(), Outcome.Unknown));
                continue;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            var code = JsonLink.Code(answer);
            switch (code)
            {
                case 0:
                    post.Answered(new Answer(Now(), Outcome.Accepted, (long)answer["position"]!));
                    return;
                case IdUsedOtherwise:
                    post.Answered(new Answer(Now(), Outcome.Refused, Code: code));
                    return;
                case 220 or 221:
                    post.Answered(new Answer(Now(), TimeProvider.System.GetElapsedTime(asked) < Certain ? Outcome.Refused : Outcome.Unknown, Code: code));
                    if (gives && post.IsRefused)
                        return;
                    break;
                case 238:
                    // The node stops: an answer to nothing.
                    post.Answered(new Answer(Now(), Outcome.Unknown, Code: code));
                    break;
                default:
                    lock (strange)
                        strange.Add(answer.ToJsonString());
                    post.Answered(new Answer(Now(), Outcome.Unknown, Code: code));
                    break;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, CancellationToken.None);
        }
    }

    public static long Now() => TimeProvider.System.GetTimestamp();

    private async Task SettleAsync(Post post, bool gives, bool looks, bool copies)
    {
        await SendAsync(person, post, gives, Strange);
        if (looks && post.Answers is [.., { Outcome: Outcome.Accepted } accepted])
            await LookAsync(post, accepted.Position);
        if (copies && post.IsAccepted)
        {
            var copy = new Post(post.Conversation, post.Author, post.Id, post.Text + " (otherwise)", Now());
            history.Posts.Enqueue(copy);
            await SendAsync(person, copy, gives: false, Strange);
        }
    }

    private async Task LookAsync(Post post, long position)
    {
        try
        {
            var link = await person.LinkAsync();
            var (room, to) = Place(post, person.Login);
            var page = await link.AskAsync(new { t = "history", room, to, after = position - 1, limit = 1 });
            if (JsonLink.Code(page) == 0)
                history.Looks.Enqueue(new Look(post, position, (string?)page["entries"]!.AsArray().FirstOrDefault()?["id"]));
        }
        catch (Exception e) when (e is LinkLostException or OperationCanceledException)
        {
            // No answer is none that contradicts.
        }
    }

    private Post NewPost()
    {
        var conversations = person.Conversations.ToList();
        var id = $"{person.Login}-{++_next}";
        return new Post(conversations[random.Next(conversations.Count)], person.Login, id, $"words {id} {new string('x', random.Next(60))}", Now());
    }

    private static object Request(Post post, string login)
    {
        var (room, to) = Place(post, login);
        return new { t = "post", room, to, text = post.Text, id = post.Id };
    }

    private static (string? Room, string? To) Place(Post post, string login) =>
        post.Conversation.Split('|') is [var one, var other] ? (null, one == login ? other : one) : (post.Conversation, null);
}
