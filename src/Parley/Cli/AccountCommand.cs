using System.CommandLine;
using System.Text.Json;
using Parley.Core.Operators;
using Parley.Host.Operators;

namespace Parley.Host.Cli;

internal static class AccountCommand
{
    public static Command Create() => new("account", "Make, look at and change accounts, beside a running server or on a stopped one.")
    {
        CreateVerb(),
        ListVerb(),
        ShowVerb(),
        PasswordVerb(),
        RoleVerb(),
        SuspendVerb(),
        RestoreVerb(),
        ExportVerb(),
        EraseVerb(),
    };

    private static Command CreateVerb()
    {
        var (name, role) = (Name(), new Option<string>("--role") { Description = "What the account may do.", HelpName = "user|moderator|administrator", DefaultValueFactory = _ => "user" });
        role.AcceptOnlyFromAmong(Roles.Names);
        return OperatorCommand.Create("create", "Make an account; the password comes from standard input.", [name], [role], async (desk, parsed, cancellationToken) =>
        {
            var login = parsed.GetRequiredValue(name);
            if (await PasswordPrompt.ReadAsync(login, cancellationToken) is not { } password)
                return ExitCode.Refused;
            return await desk.TellAsync(new CreateAccount(login, password, parsed.GetRequiredValue(role)), $"Account {login} made, {parsed.GetValue(role)}.", cancellationToken);
        }, makesStore: true);
    }

    private static Command ListVerb() => OperatorCommand.Create("list", "List every account.", [], [], (desk, _, cancellationToken) =>
        desk.PagesAsync<AccountPage>(
            after => new ListAccounts((string?)after),
            page =>
            {
                foreach (var account in page.Accounts)
                    Console.Out.WriteLine($"{account.Login,-32} {account.Role,-13} {account.Lang ?? "-",-2} {account.Created:yyyy-MM-dd}{(account.Suspended == true ? " suspended" : "")}");
                return page.Next;
            },
            cancellationToken));

    private static Command ShowVerb()
    {
        var name = Name();
        return OperatorCommand.Create("show", "Show one account with its profile.", [name], [], (desk, parsed, cancellationToken) =>
            desk.PagesAsync<AccountShown>(
                _ => new ShowAccount(parsed.GetRequiredValue(name)),
                account =>
                {
                    Console.Out.WriteLine($"login       {account.Login}");
                    Console.Out.WriteLine($"role        {account.Role}");
                    Console.Out.WriteLine($"language    {account.Lang ?? "-"}");
                    Console.Out.WriteLine($"created     {account.Created:yyyy-MM-ddTHH:mm:ssZ}");
                    Console.Out.WriteLine($"given names {account.GivenNames}");
                    Console.Out.WriteLine($"surnames    {account.Surnames}");
                    Console.Out.WriteLine($"age         {account.Age?.ToString() ?? "-"}");
                    Console.Out.WriteLine($"gender      {account.Gender}");
                    Console.Out.WriteLine($"tokens      {account.Tokens}");
                    if (account.Suspended == true)
                        Console.Out.WriteLine("suspended");
                    return null;
                },
                cancellationToken));
    }

    private static Command PasswordVerb()
    {
        var name = Name();
        return OperatorCommand.Create("passwd", "Set a new password, from standard input; every session and token of the account ends.", [name], [], async (desk, parsed, cancellationToken) =>
        {
            var login = parsed.GetRequiredValue(name);
            if (await PasswordPrompt.ReadAsync(login, cancellationToken) is not { } password)
                return ExitCode.Refused;
            return await desk.TellAsync(new SetPassword(login, password), $"Password of {login} changed.", cancellationToken);
        });
    }

    private static Command RoleVerb()
    {
        var (name, role) = (Name(), new Argument<string>("role") { Description = "user, moderator or administrator" });
        role.AcceptOnlyFromAmong(Roles.Names);
        return OperatorCommand.Create("role", "Change what an account may do.", [name, role], [], (desk, parsed, cancellationToken) =>
            desk.TellAsync(new SetRole(parsed.GetRequiredValue(name), parsed.GetRequiredValue(role)), $"{parsed.GetValue(name)} is now {parsed.GetValue(role)}.", cancellationToken));
    }

    private static Command SuspendVerb()
    {
        var name = Name();
        return OperatorCommand.Create("suspend", "Let nobody log in to an account until it is restored; its sessions end.", [name], [], (desk, parsed, cancellationToken) =>
            desk.TellAsync(new SuspendAccount(parsed.GetRequiredValue(name), On: true), $"{parsed.GetValue(name)} is suspended.", cancellationToken));
    }

    private static Command RestoreVerb()
    {
        var name = Name();
        return OperatorCommand.Create("restore", "Take a suspension back.", [name], [], (desk, parsed, cancellationToken) =>
            desk.TellAsync(new SuspendAccount(parsed.GetRequiredValue(name), On: false), $"{parsed.GetValue(name)} may log in again.", cancellationToken));
    }

    private static Command ExportVerb()
    {
        var name = Name();
        return OperatorCommand.Create("export", "Print all that is kept of a person as JSON Lines: the profile, then every entry.", [name], [], (desk, parsed, cancellationToken) =>
            desk.PagesAsync<AccountExport>(
                after => new ExportAccount(parsed.GetRequiredValue(name), (long?)after),
                page =>
                {
                    if (page.Profile is not null)
                        Console.Out.WriteLine(JsonSerializer.Serialize(page.Profile, OperatorJson.Default.AccountShown));
                    EntryLines.Print(page.Entries);
                    return page.Next;
                },
                cancellationToken));
    }

    private static Command EraseVerb()
    {
        var (name, yes) = (Name(), new Option<bool>("--yes") { Description = "Do not ask." });
        return OperatorCommand.Create("erase", "Forget a person: profile and texts go for good, positions stay.", [name], [yes], async (desk, parsed, cancellationToken) =>
        {
            var login = parsed.GetRequiredValue(name);
            if (!parsed.GetValue(yes) && !await Confirmation.AskAsync($"Erase {login} and all that this person wrote, for good? Type the name again: ", login, cancellationToken))
                return ExitCode.Refused;
            return await desk.TellAsync(new EraseAccount(login), $"Account {login} erased.", cancellationToken);
        });
    }

    private static Argument<string> Name() => new("name") { Description = "The login." };
}
