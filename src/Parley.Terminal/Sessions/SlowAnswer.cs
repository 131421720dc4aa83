namespace Parley.Terminal;

/// <summary>Tells the person what is waited for, once it takes longer than usual.</summary>
internal static class SlowAnswer
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(1.5);

    public static async Task TellAsync(Task work, Action tell)
    {
        using var over = new CancellationTokenSource();
        if (await Task.WhenAny(work, Task.Delay(Usual, TimeProvider.System, over.Token)) != work)
            tell();
        await over.CancelAsync();
        await work;
    }

    public static async Task<T> TellAsync<T>(Task<T> work, Action tell)
    {
        await TellAsync((Task)work, tell);
        return await work;
    }
}
