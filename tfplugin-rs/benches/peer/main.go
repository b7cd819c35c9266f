// The firewall of peer.rs in Go, on HashiCorp's own framework: what the benchmarks compare with.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type cloud struct{}

func (cloud) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "cloud"
}
func (cloud) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse)          {}
func (cloud) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}
func (cloud) DataSources(context.Context) []func() datasource.DataSource                        { return nil }
func (cloud) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return firewall{} }}
}

type firewall struct{}

type model struct {
	Name  types.String `tfsdk:"name"`
	Rules []rule       `tfsdk:"rules"`
}

type rule struct {
	Cidr types.String `tfsdk:"cidr"`
	Port types.Int64  `tfsdk:"port"`
	ID   types.String `tfsdk:"id"`
}

func (firewall) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "cloud_firewall"
}

func (firewall) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	keep := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"name": schema.StringAttribute{Required: true},
		"rules": schema.SetNestedAttribute{
			Required: true,
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"cidr": schema.StringAttribute{Required: true},
				"port": schema.Int64Attribute{Required: true},
				"id":   schema.StringAttribute{Computed: true, PlanModifiers: keep},
			}},
		},
	}}
}

func made(planned model) model {
	for n, one := range planned.Rules {
		planned.Rules[n].ID = types.StringValue(fmt.Sprintf("%s:%d", one.Cidr.ValueString(), one.Port.ValueInt64()))
	}
	return planned
}

func (firewall) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var planned model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, made(planned))...)
}

func (firewall) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var planned model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &planned)...)
	resp.Diagnostics.Append(resp.State.Set(ctx, made(planned))...)
}

func (firewall) Read(context.Context, resource.ReadRequest, *resource.ReadResponse)       {}
func (firewall) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

func main() {
	debug := flag.Bool("debug", false, "wait for a Terraform that did not start this")
	flag.Parse()
	serve := providerserver.ServeOpts{Address: "registry.terraform.io/acme/cloud", Debug: *debug}
	err := providerserver.Serve(context.Background(), func() provider.Provider { return cloud{} }, serve)
	if err != nil {
		log.Fatal(err)
	}
}
