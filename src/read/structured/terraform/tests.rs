//! Terraform in its own words, as a plan, and as people cut it.

use crate::read::check::see;

/// What it says, the paste, a letter for each line, the items.
type Row = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[test]
fn files_fragments_and_plans() {
    let table: &[Row] = &[
        (
            "a network with a subnet that is computed",
            "variable \"vpc_cidr\" {\n  default = \"10.40.0.0/16\"\n}\nresource \"aws_vpc\" \"core\" {\n  cidr_block = var.vpc_cidr\n}\nresource \"aws_subnet\" \"db\" {\n  vpc_id     = aws_vpc.core.id\n  cidr_block = cidrsubnet(aws_vpc.core.cidr_block, 8, 3)\n}\n",
            ".u..u...u.",
            &["vpc 10.40.0.0/16 'core'", "subnet 10.40.3.0/24 'db'"],
        ),
        (
            "a subnet per number is known and not handled",
            "resource \"aws_subnet\" \"app\" {\n  count      = 3\n  cidr_block = cidrsubnet(var.vpc_cidr, 8, count.index)\n}\n",
            "..-.",
            &[],
        ),
        (
            "locals and a list picked from",
            "locals {\n  nets = [\"10.41.0.0/24\", \"10.41.1.0/24\"]\n}\n\nresource \"alicloud_vswitch\" \"b\" {\n  cidr_block = local.nets[1]\n}\n",
            ".u...u.",
            &["entry 10.41.0.0/24 'nets'", "entry 10.41.1.0/24 'nets'", "subnet 10.41.1.0/24 'b'"],
        ),
        (
            "a module with lists",
            "module \"vpc\" {\n  source          = \"terraform-aws-modules/vpc/aws\"\n  cidr            = \"10.42.0.0/16\" # core\n  private_subnets = [\n    \"10.42.1.0/24\",\n  ]\n}\n",
            "..u.u..",
            &["vpc 10.42.0.0/16 'vpc'", "subnet 10.42.1.0/24 'vpc'"],
        ),
        (
            "Azure with a subnet inside",
            "resource \"azurerm_virtual_network\" \"hub\" {\n  address_space = [\"10.43.0.0/16\"]\n  subnet {\n    name           = \"gateways\"\n    address_prefix = \"10.43.7.0/24\"\n  }\n}\n",
            ".u..u..",
            &["vpc 10.43.0.0/16 'hub'", "subnet 10.43.7.0/24 'gateways'"],
        ),
        (
            "other clouds",
            "resource \"tencentcloud_subnet\" \"a\" {\n  cidr_block = \"10.44.0.0/24\"\n}\nresource \"huaweicloud_vpc\" \"b\" {\n  cidr = \"10.45.0.0/16\"\n}\nresource \"oci_core_vcn\" \"c\" {\n  cidr_blocks = [\"10.46.0.0/16\"]\n}\n",
            ".u..u..u.",
            &["subnet 10.44.0.0/24 'a'", "vpc 10.45.0.0/16 'b'", "vpc 10.46.0.0/16 'c'"],
        ),
        (
            "routes, and rules of access that name no network",
            "resource \"aws_route_table\" \"r\" {\n  route {\n    cidr_block = \"10.47.0.0/16\"\n    vpc_peering_connection_id = \"pcx-1\"\n  }\n}\nresource \"aws_security_group\" \"s\" {\n  ingress {\n    cidr_blocks = [\"10.0.0.0/8\"]\n  }\n}\n",
            "..u.....-..",
            &["peer 10.47.0.0/16 'pcx-1'"],
        ),
        (
            "a plan that changes a range",
            "Terraform will perform the following actions:\n\n  # aws_vpc.core must be replaced\n-/+ resource \"aws_vpc\" \"core\" {\n      ~ arn        = \"arn:aws:ec2\" -> (known after apply)\n      ~ cidr_block = \"10.48.0.0/16\" -> \"10.49.0.0/16\" # forces replacement\n    }\n\nPlan: 1 to add, 0 to change, 1 to destroy.\n",
            ".....u...",
            &["vpc 10.48.0.0/16 'core'", "vpc 10.49.0.0/16 'core'"],
        ),
        (
            "dots in place of a part",
            "resource \"google_compute_subnetwork\" \"n\" {\n  ...\n  ip_cidr_range = \"10.50.0.0/20\"\n",
            ".?u",
            &["subnet 10.50.0.0/20 'n'"],
        ),
        (
            "values of variables",
            "vpc_cidr = \"10.51.0.0/16\"\nname     = \"core\"\n",
            "u.",
            &["vpc 10.51.0.0/16 'core'"],
        ),
    ];
    for (says, paste, lines, items) in table {
        let seen = see(paste);
        assert_eq!(seen.items, *items, "{says}");
        assert_eq!(seen.lines, *lines, "{says}");
        assert_eq!(seen.kinds.last(), Some(&"terraform"), "{says}");
    }
}

#[test]
fn texts_that_refer_to_themselves_and_open_without_end_are_answered() {
    let own = "locals {\n  a = [local.a, local.b]\n  b = [local.a, local.b]\n}\n";
    assert_eq!(see(own).kinds, ["terraform"]);
    for open in
        ["resource \"a\" \"b\" {\n", "a_cidr = [\n", "a_cidr = (\"${\n", "a_cidr = \"${\n", "resource \"a\" {\n <<E\n"]
    {
        assert!(!see(&open.repeat(3_000)).kinds.is_empty());
    }
}
