using Parley.Contracts;
using Parley.Contracts.Unicode;
using Parley.Core.Ports;
using Parley.Core.Search;
using Parley.Storage.Tests.Postgres;
using Parley.Storage.Tests.Support;
using static Parley.Storage.Tests.Support.Entries;

namespace Parley.Storage.Tests.Contracts;

public sealed class MemorySearchTests : SearchContract<MemoryStores>;

public sealed class SqliteSearchTests : SearchContract<SqliteStores>;

public sealed class PostgresSearchTests : SearchContract<PostgresStores>;

public abstract class SearchContract<TStores> : Contract<TStores>
    where TStores : Stores, new()
{
    private IMessageLog Log => Stores.Log;

    [Fact]
    public async Task Every_word_of_the_query_must_be_there_newest_first()
    {
        await Log.AppendAsync([Message("cama doce libre"), Message("cama trece"), Message("la cama DOCE, ocupada"), Message("camadoce")], Token);

        Assert.Equal(["la cama DOCE, ocupada", "cama doce libre"], await Log.FindAsync("doce cama"));
        Assert.Empty(await Log.FindAsync("doce trece"));
        Assert.Empty(await Log.FindAsync(""));
        Assert.Empty(await Log.FindAsync(" ¿? \" * NEAR("));
    }

    [Fact]
    public async Task Only_the_conversations_asked_for_are_searched()
    {
        await Log.AppendAsync([Message("clave", room: new ConversationId(1)), Message("clave", room: new ConversationId(12)), Message("1 _12 12", room: new ConversationId(2))], Token);

        Assert.Single(await Log.FindAsync("clave", new ConversationId(1)));
        Assert.Single(await Log.FindAsync("12", new ConversationId(2)));
        Assert.Empty(await Log.FindAsync("12", new ConversationId(12)));
        var many = Enumerable.Range(1, 1500).Select(i => new ConversationId(i)).ToList();
        Assert.Equal(2, (await Log.SearchAsync(new SearchRequest("clave", many, 10), Token)).Entries.Count);
        Assert.Empty((await Log.SearchAsync(new SearchRequest("clave", [], 10), Token)).Entries);
    }

    [Fact]
    public async Task Accents_and_case_make_no_difference_but_the_tilde_of_ene_does()
    {
        Assert.SkipUnless(Normalization.ToNfkd("é").Length == 2, "needs the tables of Unicode normal forms");
        await Log.AppendAsync([Message("El niño está AQUÍ"), Message("pingüino"), Message("ＡＢＣ ﬁn"), Message("nin\u0303o suelto")], Token);

        Assert.Equal(["nin\u0303o suelto", "El niño está AQUÍ"], await Log.FindAsync("NIÑO"));
        Assert.Empty(await Log.FindAsync("nino"));
        Assert.Single(await Log.FindAsync("esta aqui"));
        Assert.Single(await Log.FindAsync("PINGÜINO"));
        Assert.Single(await Log.FindAsync("pinguino"));
        Assert.Single(await Log.FindAsync("abc fin"));
    }

    [Fact]
    public async Task An_edited_message_is_found_by_its_newest_text_only()
    {
        await Log.AppendAsync([Message("viejo texto"), Message("otro")], Token);
        Assert.Single(await Log.FindAsync("viejo"));

        await Log.AppendAsync(Edit(1, "nuevo texto"));
        Assert.Empty(await Log.FindAsync("viejo"));
        Assert.Equal(["nuevo texto"], await Log.FindAsync("nuevo"));

        await Log.AppendAsync(Edit(1, "final texto"));
        Assert.Empty(await Log.FindAsync("nuevo"));
        var page = await Log.SearchAsync(new SearchRequest("final", [Room], 10), Token);
        Assert.Equal((EntryKind.Message, new Position(1)), (page.Entries.Single().Kind, page.Entries.Single().Position));
    }

    [Fact]
    public async Task Tombstones_are_never_found()
    {
        await Log.AppendAsync([Message("secreto uno"), Message("secreto dos"), Edit(2, "secreto tres"), Message("secreto cuatro", Bob)], Token);
        Assert.Equal(3, (await Log.FindAsync("secreto")).Count);

        await Log.AppendAsync(Redaction(2));
        Assert.Equal(["secreto cuatro", "secreto uno"], await Log.FindAsync("secreto"));
        await Log.EraseAuthorAsync(Bob, Token);
        Assert.Equal(["secreto uno"], await Log.FindAsync("secreto"));
        await Log.TrimAsync(Room, new Position(1), Token);
        Assert.Empty(await Log.FindAsync("secreto"));
    }

    [Fact]
    public async Task Pages_of_results_go_on_where_the_last_ended()
    {
        await Log.AppendAsync([.. Enumerable.Range(1, 25).Select(i => Message($"palabra {i}"))], Token);

        var found = new List<string>();
        long? before = null;
        do
        {
            var page = await Log.SearchAsync(new SearchRequest("palabra", [Room], 10, before), Token);
            Assert.True(page.Entries.Count <= 10);
            found.AddRange(page.Entries.Texts());
            before = page.Next;
        }
        while (before is not null);
        Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(i => $"palabra {i}"), found);
    }

    [Fact]
    public async Task A_word_as_long_as_a_message_is_found_by_all_of_it_only()
    {
        var long1 = new string('á', 2000);
        await Log.AppendAsync([Message(long1), Message(long1[1..] + "b")], Token);

        Assert.Equal([long1], await Log.FindAsync(long1));
        Assert.Empty(await Log.FindAsync(long1[..600]));
    }

    [Fact]
    public async Task When_an_edit_is_taken_back_the_text_before_it_is_found_again()
    {
        await Log.AppendAsync([Message("primero"), Edit(1, "segundo"), Edit(1, "tercero")], Token);
        await Log.AppendAsync(Redaction(3));

        Assert.Equal(["segundo"], await Log.FindAsync("segundo"));
        Assert.Empty(await Log.FindAsync("tercero"));
    }

    [Fact]
    public void Words_are_runs_of_letters_and_digits()
    {
        Assert.Equal(["hola", "q", "tal", "1", "5", "ml", "x2"], SearchWords.Of("¡Hola!  q'tal: 1,5 ml (x2)"));
        Assert.Empty(SearchWords.Of("\0 _ - \ud800"));
    }
}
