using System.Net;
using Parley.Contracts;

namespace Parley.Client.Tests;

public sealed class LoginTests
{
    [Fact]
    public void Scram_answers_as_RFC_7677_section_3_prints_it()
    {
        var exchange = new ScramExchange("user", "rOprNGfwEbeRWgbNEkqO");
        Assert.Equal("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", exchange.ClientFirst);
        var final = exchange.ClientFinal("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", new ScramPassword("pencil"));
        Assert.Equal("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", final);
        exchange.Verify("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    [Theory]
    [InlineData("r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=abc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")]
    [InlineData("r=abcd,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1")]
    [InlineData("r=abcd,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=2000000000")]
    [InlineData("r=abcd,s=!,i=4096")]
    [InlineData("e=unknown-user")]
    [InlineData("")]
    public void Scram_refuses_a_challenge_that_is_cheap_foreign_or_broken(string challenge) =>
        Assert.Throws<ScramException>(() => new ScramExchange("user", "abc").ClientFinal(challenge, new ScramPassword("pencil")));

    [Theory]
    [InlineData(null)]
    [InlineData("v=AAAA")]
    [InlineData("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl96G4=")]
    public void Scram_refuses_a_server_that_does_not_know_the_account(string? proof)
    {
        var exchange = new ScramExchange("user", "rOprNGfwEbeRWgbNEkqO");
        exchange.ClientFinal("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", new ScramPassword("pencil"));
        Assert.Throws<ScramException>(() => exchange.Verify(proof));
    }

    [Fact]
    public async Task Password_logs_in_without_being_sent()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.ConnectedAsync(server);
        var loggedIn = await client.LoginAsync("ana", "pencil");
        Assert.Equal("ana", loggedIn.Login);
        Assert.Equal("ana", client.Login);
        Assert.DoesNotContain(server.Received, c => c.ToString().Contains("pencil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Wrong_password_is_a_coded_refusal_and_another_try_is_open()
    {
        await using var server = new FakeServer();
        await using var client = await Clients.ConnectedAsync(server);
        var refused = await Assert.ThrowsAsync<ChatException>(() => client.LoginAsync("ana", "pen"));
        Assert.Equal(ErrorCode.WrongCredentials, refused.Code);
        await client.LoginAsync("ana", "pencil");
    }

    [Fact]
    public async Task Secrets_stay_here_when_the_link_is_in_clear_to_another_machine()
    {
        await using var server = new FakeServer(any: true);
        var address = ServerAddress.Tcp(Dns.GetHostName(), server.Port);
        await using var client = new ParleyClient(Clients.Options(address));
        await client.ConnectAsync();
        var registration = new Registration("ana", "pencil", "Ana", "Paz", 30);
        await Assert.ThrowsAsync<UnshelteredLinkException>(() => client.RegisterAsync(registration));
        await Assert.ThrowsAsync<UnshelteredLinkException>(() => client.LoginWithTokenAsync("good"));
        Assert.DoesNotContain(server.Received, c => c is Register or TokenLogin);
        await client.LoginAsync("ana", "pencil");
    }
}
