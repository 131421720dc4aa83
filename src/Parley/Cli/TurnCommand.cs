using System.CommandLine;
using Parley.Terminal;

namespace Parley.Host.Cli;

internal static class TurnCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Whom to log in as." };
        var partner = new Argument<string>("partner") { Description = "With whom to take turns." };
        var address = new Argument<string[]>("address") { Description = "As for chat.", Arity = ArgumentArity.ZeroOrMore };
        var lang = new Option<string?>("--lang") { Description = "Language of the terminal's own words.", HelpName = "en|es" };
        var command = new Command("turn", "Talk to one person by turns: whoever has spoken waits for a reply.") { name, partner, address, lang };
        command.SetAction((parsed, token) => ChatTerminal.RunAsync(
            new ChatOptions
            {
                Addresses = parsed.GetValue(address) ?? [],
                Login = parsed.GetValue(name),
                Partner = parsed.GetValue(partner),
                Plain = true,
                Lang = parsed.OneOf(lang, "en", "es"),
            },
            token));
        return command;
    }
}
