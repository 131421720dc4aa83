namespace Parley.Architecture.Tests;

public sealed class ProjectReferences
{
    public static TheoryData<string> Projects => [.. ProjectFile.All("src").Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_references_only_what_the_design_allows(string name)
    {
        var project = ProjectFile.All("src").Single(p => p.Name == name);
        Assert.True(DesignTable.Allowed.TryGetValue(name, out var allowed), $"{name} is not in the design's table");
        Assert.Empty(project.References.Except(allowed.References, StringComparer.Ordinal));
        Assert.Empty(project.Packages.Except(allowed.Packages, StringComparer.Ordinal));
    }

    [Fact]
    public void No_project_reaches_itself()
    {
        var projects = ProjectFile.All("src").ToDictionary(p => p.Name, StringComparer.Ordinal);
        foreach (var start in projects.Keys)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal);
            var ahead = new Queue<string>(projects[start].References);
            while (ahead.TryDequeue(out var next))
            {
                Assert.NotEqual(start, next);
                if (reached.Add(next) && projects.TryGetValue(next, out var project))
                {
                    foreach (var reference in project.References)
                        ahead.Enqueue(reference);
                }
            }
        }
    }

    [Fact]
    public void The_server_references_no_test_and_no_bench()
    {
        var sources = ProjectFile.All("src").Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        Assert.All(ProjectFile.All("src"), p => Assert.Subset(sources, p.References.ToHashSet(StringComparer.Ordinal)));
    }
}
