using System.CommandLine;
using Parley.Core.Operators;
using Parley.Host.Operators;
using Parley.Host.Serve;

namespace Parley.Host.Cli;

/// <summary>A verb that asks the operator's desk: of the running server, or of the store when none runs.</summary>
internal static class OperatorCommand
{
    /// <param name="ask">Gets the desk; returns an <see cref="ExitCode"/>.</param>
    /// <param name="makesStore">Where there is no data yet, the verb makes some; else it fails.</param>
    public static Command Create(string name, string description, IEnumerable<Argument> arguments, IEnumerable<Option> options, Func<IOperatorDesk, ParseResult, CancellationToken, Task<int>> ask, bool makesStore = false)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments)
            command.Add(argument);
        foreach (var option in options)
            command.Add(option);
        var flags = SettingsFlags.ForData(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var signals = new Signals(() => { }, cancellationToken);
            await using var opened = await OpenedDesk.OpenAsync(ServeOptions.From(flags.Read(parsed)), makesStore, TimeProvider.System, signals.Stopping);
            return await ask(opened.Desk, parsed, signals.Stopping);
        });
        return command;
    }

    /// <summary>For requests whose whole answer is yes or no.</summary>
    public static async Task<int> TellAsync(this IOperatorDesk desk, OperatorRequest request, string done, CancellationToken cancellationToken)
    {
        if (await desk.HandleAsync(request, cancellationToken) is Refused refused)
            return await RefuseAsync(refused);
        await Console.Out.WriteLineAsync(done);
        return ExitCode.Done;
    }

    /// <summary>Prints page after page until one has no next.</summary>
    /// <param name="request">The request for the page past what the page before said, null at first.</param>
    /// <param name="print">Prints a page and says what is next, or null.</param>
    public static async Task<int> PagesAsync<TPage>(this IOperatorDesk desk, Func<object?, OperatorRequest> request, Func<TPage, object?> print, CancellationToken cancellationToken)
        where TPage : OperatorReply
    {
        object? next = null;
        do
        {
            switch (await desk.HandleAsync(request(next), cancellationToken))
            {
                case TPage page:
                    next = print(page);
                    break;
                case Refused refused:
                    return await RefuseAsync(refused);
                case var other:
                    throw new InvalidDataException($"the server answered {other.GetType().Name}");
            }
        }
        while (next is not null);
        return ExitCode.Done;
    }

    private static async Task<int> RefuseAsync(Refused refused)
    {
        await Console.Error.WriteLineAsync($"parley: {RefusalText.Of(refused)}");
        return ExitCode.Failed;
    }
}
